/** The smoothed target of a class index under a record's rule: the mass on the class and the mass off it. */

import { linkNumbersOf } from "../definition/link-numbers.ts";
import { settle } from "../definition/options.ts";
import type { VariantRecord } from "../definition/record.ts";
import { type AnySide, recordOf } from "../identify/side.ts";
import type { Axes } from "../loss/axes.ts";
import type { LinkNumbers } from "../loss/loss-call.ts";
import { massesOf } from "../loss/target.ts";
import { add, type DoubleDouble, doubleDouble, negate, scale } from "../math/double-double.ts";
import { refuse, show } from "../math/errors.ts";

/** A smoothing that every source applies; without smoothing, some are another loss. */
const SMOOTHED = 0.5;

/** The largest K. Losses are computed on rows of K logits, which for this K takes seconds and less than a gigabyte. */
const MOST_CLASSES = 2 ** 22;

/** A record with its options and K: everything that decides the target, except the smoothing. */
export interface Rule {
  readonly record: VariantRecord;
  /** The axes with smoothing. */
  readonly axes: Axes;
  /** The axes at a given smoothing: some sources take another path without smoothing. */
  readonly axesAt: (labelSmoothing: number) => Axes;
  readonly linkNumbers: LinkNumbers | undefined;
  readonly numClasses: number;
  /** Whether one class besides the target gets no mass. */
  readonly excludes: boolean;
}

/** Masses of one row. */
export interface HardMasses {
  readonly on: DoubleDouble;
  readonly off: DoubleDouble;
  /** How many classes have the mass `off`. */
  readonly offCount: number;
}

/**
 * The rule of a side for K classes. An excluded class is taken to be one, whatever its index.
 *
 * @throws InvalidArgument where K is not a class count, is too large, contradicts the side's numClasses or makes the rule
 *   divide by zero, or where the variant has no labelSmoothing
 */
export function ruleOf(side: AnySide, numClasses: number): Rule {
  const record = recordOf(side);
  if (!Number.isSafeInteger(numClasses) || numClasses < 1) {
    refuse("classes", `expected a whole number of at least 1, got ${show(numClasses)}`);
  }
  if (numClasses > MOST_CLASSES) refuse("classes", `expected at most ${MOST_CLASSES}, got ${numClasses}`);
  if (!("labelSmoothing" in record.options)) {
    refuse("labelSmoothing", `expected a variant that has this option, got ${record.id}`);
  }
  const numbers = record.options.numClasses;
  if (numbers?.kind === "integer" && !numbers.domain.holds(numClasses)) {
    refuse("classes", `expected ${numbers.domain.says} for ${record.id}, got ${numClasses}`);
  }
  const own = side.options?.numClasses;
  if (own !== undefined && own !== numClasses)
    refuse("classes", `expected ${own}, as numClasses of ${record.id} says, got ${numClasses}`);
  const axesAt = (labelSmoothing: number): Axes => settle(record, { ...side.options, labelSmoothing }).axes;
  const axes = axesAt(SMOOTHED);
  const { values } = settle(record, side.options ?? {});
  const ignoreIndex = side.options?.ignoreIndex === undefined ? undefined : Number(values.ignoreIndex);
  const outside = ignoreIndex !== undefined && (ignoreIndex < 0 || ignoreIndex >= numClasses);
  const excludes = axes.excludedClass !== "none" && !(axes.excludedClass === "in-range-index" && outside);
  return { record, axes, axesAt, linkNumbers: linkNumbersOf(values), numClasses, excludes };
}

/** @throws InvalidArgument, with `argument` as the name, where the source refuses the smoothing */
export function checkSmoothing({ record }: Rule, labelSmoothing: number, argument: string): void {
  const spec = record.options.labelSmoothing!;
  const holds = spec.kind !== "choice" && spec.domain.holds(labelSmoothing);
  if (holds && Number.isFinite(labelSmoothing)) return;
  const says = spec.kind === "choice" ? "one of its choices" : spec.domain.says;
  refuse(argument, `expected ${says} for ${record.id}, got ${show(labelSmoothing)}`);
}

/** Whether the source accepts a smoothing and does not treat it as no smoothing. */
export function isLegal({ record }: Rule, labelSmoothing: number): boolean {
  const spec = record.options.labelSmoothing!;
  return spec.kind !== "choice" && spec.domain.holds(labelSmoothing);
}

/** Masses at a smoothing. */
export function hardMasses(rule: Rule, labelSmoothing: number): HardMasses {
  const { axesAt, numClasses, excludes } = rule;
  const { on, bias } = massesOf({ axes: axesAt(labelSmoothing), labelSmoothing, numClasses });
  return { on, off: bias, offCount: numClasses - 1 - (excludes ? 1 : 0) };
}

/** -sum q ln q, over the classes that have mass. */
export function entropy({ on, off, offCount }: HardMasses): number {
  return selfInformation(on.high) + (offCount > 0 ? offCount * selfInformation(off.high) : 0);
}

/** -m ln m, 0 at 0. */
function selfInformation(mass: number): number {
  return mass === 0 ? 0 : -mass * Math.log(mass);
}

/** a / b. */
export function ratio(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const first = a.high / b.high;
  const rest = add(a, negate(scale(b, first)));
  return add(doubleDouble(first), doubleDouble(rest.high / b.high));
}
