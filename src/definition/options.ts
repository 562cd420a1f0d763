/** Reads a variant's options: names, types, domains, defaults, and the axes that choices set. */
import type { Axes } from "../loss/axes.ts";
import { isSmoothed } from "../loss/target.ts";
import { refuse, show } from "../math/errors.ts";
import { ownValue } from "../math/given-options.ts";
import type { AxesPatch, OptionSpec, VariantRecord } from "./record.ts";

export type OptionValue = number | string | boolean;

/** Options as a caller gives them; undefined means the default. */
export type OptionValues = { readonly [name: string]: OptionValue | undefined };

/** The values of all options of a record, and the axes that they lead to. */
export interface SettledOptions {
  readonly record: VariantRecord;
  /** Every option that has a value, with defaults filled in. */
  readonly values: { readonly [name: string]: OptionValue };
  readonly axes: Axes;
}

/**
 * Fills in defaults and turns choices into axes, without checking anything, so that it works for incomplete options. A
 * value that is not among the choices of its option sets no axis.
 */
export function settle(record: VariantRecord, options: OptionValues): SettledOptions {
  // Without a prototype, so that only options that were given are found.
  const values: { [name: string]: OptionValue } = Object.create(null);
  for (const [name, spec] of Object.entries(record.options)) {
    const value = ownValue(options, name) ?? spec.default;
    if (value !== undefined) values[name] = value;
  }
  const axes = axesFor(record, values, false);
  const { labelSmoothing } = values;
  const isHard = typeof labelSmoothing === "number" && !isSmoothed(axes.smoothingApplies, labelSmoothing);
  return { record, values, axes: isHard ? axesFor(record, values, true) : axes };
}

/** @param isHard whether there is no smoothing, for sources that then take another path */
function axesFor(record: VariantRecord, values: SettledOptions["values"], isHard: boolean): Axes {
  let { axes } = record;
  const patch = (by: AxesPatch | undefined): void => {
    if (by !== undefined) axes = patched(axes, by);
  };
  const choices = Object.entries(record.options).flatMap(([name, spec]) =>
    spec.kind === "choice" ? [{ spec, value: String(values[name]) }] : [],
  );
  for (const { spec, value } of choices) patch(ownValue(spec.axes, value));
  for (const [name, spec] of Object.entries(record.options))
    if (spec.kind !== "choice" && values[name] !== undefined && values[name] !== spec.default)
      patch(spec.axes);
  if (!isHard) return axes;
  patch(record.unsmoothedAxes);
  for (const { spec, value } of choices) patch(ownValue(spec.unsmoothed, value));
  return axes;
}

/** The axes after a choice has changed some of them. */
export function patched(axes: Axes, { link, ...others }: AxesPatch = {}): Axes {
  return { ...axes, ...others, link: { ...axes.link, ...link } };
}

/** @throws InvalidArgument for a value that the source refuses, with the phase in which it does */
export function checkOption(name: string, spec: OptionSpec, given: OptionValue | undefined): void {
  if (isAccepted(spec, given)) return;
  const value = given === undefined ? spec.default : given;
  const says = spec.kind === "choice" ? choicesOf(spec.axes) : spec.domain.says;
  refuse(name, `expected ${says}, got ${value === undefined ? "none" : show(value)}`, spec.code, spec.phase);
}

/** Whether the source accepts a value of an option; undefined stands for its default. */
export function isAccepted(spec: OptionSpec, given: OptionValue | undefined): boolean {
  // Null counts as a value, which no source accepts.
  const value = given === undefined ? spec.default : given;
  if (spec.kind === "choice") {
    return typeof value === typeof spec.default && Object.hasOwn(spec.axes, String(value));
  }
  if (value === undefined) return spec.optional === true;
  if (typeof value !== "number") return false;
  return (spec.kind === "number" || Number.isSafeInteger(value)) && spec.domain.holds(value);
}

function choicesOf(axes: object): string {
  return Object.keys(axes)
    .join(", ")
    .replace(/, ([^,]*)$/, " or $1");
}
