/** The smoothed target of a class index, as a record's rule makes it: so much on the class, so much off it. */

import { settle } from "../definition/options.ts";
import type { VariantRecord } from "../definition/record.ts";
import type { Axes } from "../loss/axes.ts";
import type { Focus } from "../loss/loss-call.ts";
import { massesOf } from "../loss/target.ts";
import { add, type DoubleDouble, doubleDouble, negate, scale } from "../math/double-double.ts";
import { InvalidArgument, show } from "../math/errors.ts";
import { recordOf, type Side } from "./side.ts";

/** Any smoothing that every source takes for one: some are another loss without. */
const SMOOTHED = 0.5;

/** Losses are computed on rows of K logits; of as many as this, within seconds and in less than a gigabyte. */
const MOST_CLASSES = 2 ** 22;

/** A record with its options, and K: all that decides the target but the smoothing. */
export interface Rule {
  readonly record: VariantRecord;
  /** Axes where something is smoothed. */
  readonly axes: Axes;
  /** Axes at a smoothing: some sources take another path where nothing is smoothed. */
  readonly axesAt: (labelSmoothing: number) => Axes;
  readonly focus: Focus | undefined;
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
 * @throws InvalidArgument where K is no class count, too large to compute with or not the side's own numClasses, the
 *   variant has no labelSmoothing, or K divides by zero
 */
export function ruleOf(side: Side, numClasses: number): Rule {
  const record = recordOf(side);
  if (!Number.isSafeInteger(numClasses) || numClasses < 1) {
    throw refused("classes", `expected a whole number of at least 1, got ${show(numClasses)}`);
  }
  if (numClasses > MOST_CLASSES)
    throw refused("classes", `expected at most ${MOST_CLASSES}, got ${numClasses}`);
  if (!("labelSmoothing" in record.options)) {
    throw refused("labelSmoothing", `expected a variant that has this option, got ${record.id}`);
  }
  const numbers = record.options.numClasses;
  if (numbers?.kind === "integer" && !numbers.domain.holds(numClasses)) {
    throw refused("classes", `expected ${numbers.domain.says} for ${record.id}, got ${numClasses}`);
  }
  const own = side.options?.numClasses;
  if (own !== undefined && own !== numClasses)
    throw refused("classes", `expected ${own}, as numClasses of ${record.id} says, got ${numClasses}`);
  const axesAt = (labelSmoothing: number): Axes => settle(record, { ...side.options, labelSmoothing }).axes;
  const axes = axesAt(SMOOTHED);
  const { values } = settle(record, side.options ?? {});
  const { alpha, gamma } = values as { alpha?: number; gamma?: number };
  const ignoreIndex = side.options?.ignoreIndex === undefined ? undefined : Number(values.ignoreIndex);
  const outside = ignoreIndex !== undefined && (ignoreIndex < 0 || ignoreIndex >= numClasses);
  const excludes = axes.excludedClass !== "none" && !(axes.excludedClass === "in-range-index" && outside);
  const focus = alpha === undefined || gamma === undefined ? undefined : { alpha, gamma };
  return { record, axes, axesAt, focus, numClasses, excludes };
}

/** @throws InvalidArgument where the source takes no such smoothing, as an argument of the given name */
export function checkSmoothing({ record }: Rule, labelSmoothing: number, argument: string): void {
  const spec = record.options.labelSmoothing!;
  const holds = spec.kind !== "choice" && spec.domain.holds(labelSmoothing);
  if (holds && Number.isFinite(labelSmoothing)) return;
  const says = spec.kind === "choice" ? "one of its choices" : spec.domain.says;
  throw refused(argument, `expected ${says} for ${record.id}, got ${show(labelSmoothing)}`);
}

/** Whether the source takes a smoothing and does not treat it as none. */
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

function refused(argument: string, problem: string): InvalidArgument {
  return new InvalidArgument("invalid-request", "call", argument, problem);
}
