/** Groups definitions that are the same function of logits, true class, K and alpha, up to an epsilon of a source. */
import { type Facts, YARDSTICK } from "./facts.ts";
import { asSum } from "./show-rational.ts";

export interface Family {
  /** In the order of the registry, with equation (1) first. */
  readonly members: readonly [Facts, ...Facts[]];
}

export function familiesOf(all: Iterable<Facts>): readonly Family[] {
  const families = new Map<string, Facts[]>();
  const yardstickFirst = [...all].sort(
    (a, b) => Number(b.record === YARDSTICK) - Number(a.record === YARDSTICK),
  );
  for (const facts of yardstickFirst) {
    const key = keyOf(facts);
    families.set(key, [...(families.get(key) ?? []), facts]);
  }
  return [...families.values()].map((members) => ({ members: members as [Facts, ...Facts[]] }));
}

/** Definitions with the same key are a family; one without a closed form is its own family. */
function keyOf({ form, fit, record }: Facts): string {
  if (fit.is === "none") return record.id;
  const { on, off, excluded } = form.masses;
  const masses = [on, off, ...(excluded === undefined ? [] : [excluded]), form.share].map(asSum);
  return [form.kind, form.takesEntropyOff, ...masses].join(" | ");
}
