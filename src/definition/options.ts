/** Reads a variant's options: names, types, domains and defaults, each refused when its source refuses it. */
import type { Axes } from "../loss/axes.ts";
import { isSmoothed } from "../loss/target.ts";
import { InvalidArgument, type Phase, show } from "../math/errors.ts";
import { checkOptions } from "../math/given-options.ts";
import type { OptionSpec, VariantRecord } from "./record.ts";

export type OptionValue = number | string | boolean;

/** Options as a caller gives them; undefined means the default. */
export type OptionValues = { readonly [name: string]: OptionValue | undefined };

export interface ResolvedOptions {
  readonly values: { readonly [name: string]: OptionValue };
  readonly axes: Axes;
}

/**
 * Refuses what the source refuses while the loss is made. Later refusals wait for `resolveOptions`.
 *
 * @throws InvalidArgument for these, for options that are no plain object, and for one the variant does not have
 */
export function checkConstruction(record: VariantRecord, options: OptionValues): void {
  checkOptions(options, Object.keys(record.options), record.id);
  for (const [name, spec] of Object.entries(record.options)) {
    if (spec.phase === "construct") checkOption(name, spec, options[name]);
  }
  const { values, axes } = resolveOptions(record, options, "construct");
  const { ignoreIndex, numClasses } = values as { ignoreIndex?: number; numClasses?: number };
  if (axes.excludedClass === "python-index" && ignoreIndex !== undefined && numClasses !== undefined) {
    if (ignoreIndex < -numClasses || ignoreIndex >= numClasses) {
      throw new InvalidArgument(
        "ignore-index-out-of-range",
        "construct",
        "ignoreIndex",
        `expected an index in [${-numClasses}, ${numClasses - 1}] for ${numClasses} classes, got ${ignoreIndex}`,
      );
    }
  }
}

/** Defaults filled in and choices turned into axes; refuses what the source refuses up to `phase`. */
export function resolveOptions(
  record: VariantRecord,
  options: OptionValues,
  phase: Phase = "call",
): ResolvedOptions {
  const values: { [name: string]: OptionValue } = {};
  for (const name in record.options) {
    const spec = record.options[name]!;
    const given = options[name];
    if (phase === "call") checkOption(name, spec, given);
    const value = given === undefined ? spec.default : given;
    if (value !== undefined) values[name] = value;
  }
  const axes = axesFor(record, values, false);
  const { labelSmoothing } = values;
  const isHard = typeof labelSmoothing === "number" && !isSmoothed(axes.smoothingApplies, labelSmoothing);
  return { values, axes: isHard ? axesFor(record, values, true) : axes };
}

/** The axes of each record by its choices: the very same for the same choices, so that facts about them are found once. */
const known = new WeakMap<VariantRecord, Map<string, Axes>>();

function axesFor(record: VariantRecord, values: ResolvedOptions["values"], isHard: boolean): Axes {
  const ofRecord = known.get(record) ?? new Map<string, Axes>();
  known.set(record, ofRecord);
  let key = String(isHard);
  for (const name in record.options) {
    const spec = record.options[name]!;
    if (spec.kind !== "choice") continue;
    const value = String(values[name]);
    // What is no choice is refused later, and is not worth keeping.
    if (!Object.hasOwn(spec.axes, value)) return chosenAxes(record, values, isHard);
    key += ` ${value}`;
  }
  const axes = ofRecord.get(key) ?? chosenAxes(record, values, isHard);
  ofRecord.set(key, axes);
  return axes;
}

function chosenAxes(record: VariantRecord, values: ResolvedOptions["values"], isHard: boolean): Axes {
  const patches = Object.entries(record.options).map(([name, spec]) =>
    spec.kind === "choice" ? spec.axes[String(values[name])] : undefined,
  );
  return Object.assign({}, record.axes, ...patches, isHard ? unsmoothedAxes(record, values) : undefined);
}

/** What a source does otherwise where it smooths nothing. */
function unsmoothedAxes(record: VariantRecord, values: ResolvedOptions["values"]): Partial<Axes> {
  const patches = Object.entries(record.options).map(([name, spec]) =>
    spec.kind === "choice" ? spec.unsmoothed?.[String(values[name])] : undefined,
  );
  return Object.assign({}, record.unsmoothedAxes, ...patches);
}

function checkOption(name: string, spec: OptionSpec, given: OptionValue | undefined): void {
  // Null is a value, and none that a source takes.
  const value = given === undefined ? spec.default : given;
  if (value === undefined && spec.kind !== "choice" && spec.optional) return;
  const accepted =
    spec.kind === "choice"
      ? typeof value === typeof spec.default && Object.hasOwn(spec.axes, String(value))
      : typeof value === "number" &&
        (spec.kind === "number" || Number.isSafeInteger(value)) &&
        spec.domain.holds(value);
  if (accepted) return;
  const says = spec.kind === "choice" ? choicesOf(spec.axes) : spec.domain.says;
  throw new InvalidArgument(
    spec.code,
    spec.phase,
    name,
    `expected ${says}, got ${value === undefined ? "none" : show(value)}`,
  );
}

function choicesOf(axes: object): string {
  return Object.keys(axes)
    .join(", ")
    .replace(/, ([^,]*)$/, " or $1");
}
