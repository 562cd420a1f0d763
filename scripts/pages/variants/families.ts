/** Definitions that are one function of logits, true class, K and alpha, but for an epsilon that a source may add. */
import { type Facts, YARDSTICK } from "./facts.ts";
import { asSum } from "./show-rational.ts";

export interface Family {
  /** In the registry's order, the yardstick first. */
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

/** Where there is no closed form to tell that two are the same, each is a family of its own. */
function keyOf({ form, fit, record }: Facts): string {
  if (fit.is === "none") return record.id;
  const { on, off, excluded } = form.masses;
  const masses = [on, off, ...(excluded === undefined ? [] : [excluded]), form.share].map(asSum);
  return [form.kind, form.takesEntropyOff, ...masses].join(" | ");
}
