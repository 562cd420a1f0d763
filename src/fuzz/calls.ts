/**
 * Random calls of a variant, drawn from its record: whatever options, target kinds and weights it has. Every draw is
 * a small integer or a choice, so that a failing call shrinks to a small one.
 */

import fc from "fast-check";
import type { BuiltIn } from "../conformance/implementation.ts";
import { patched } from "../definition/options.ts";
import type { OptionSpec, VariantRecord } from "../definition/record.ts";
import type { Tier } from "../fixtures/tier.ts";
import type { Call, OptionValue } from "../fixtures/vector.ts";
import type { Axes, TargetKind } from "../loss/axes.ts";
import { reductionOf } from "../loss/row-losses.ts";
import { sizeOf, type Tensor, withoutAxis } from "../math/tensor.ts";
import { oddCall } from "./odd-calls.ts";

/** Longest row and largest batch; 3-D inputs add a third axis of up to 3. */
const LARGEST = { rows: 4, classes: 9, depth: 3 } as const;

/** Values are integers over 8, so exact in every dtype, times one of these: ordinary, confident, tiny. */
const SPREADS = [1, 8, 2 ** -12] as const;

/** Smoothings, as integers over 64. */
const SMOOTHINGS = 64;

interface Draw {
  readonly rows: number;
  readonly classes: number;
  readonly depth: number;
  readonly spread: number;
  readonly smoothing: number;
  readonly values: readonly number[];
  readonly targets: readonly number[];
  readonly weights: readonly number[];
  readonly upstream: readonly number[];
  readonly picks: readonly number[];
}

/**
 * Numbers drawn for the first input. Larger ones repeat them: a prime, so that neither rows nor classes line up.
 */
const DRAWN = 37;

const draws: fc.Arbitrary<Draw> = fc.record({
  rows: fc.integer({ min: 1, max: LARGEST.rows }),
  classes: fc.integer({ min: 3, max: LARGEST.classes }),
  depth: fc.integer({ min: 0, max: LARGEST.depth }),
  spread: fc.constantFrom(...SPREADS),
  smoothing: fc.integer({ min: 0, max: SMOOTHINGS }),
  values: fc.array(fc.integer({ min: -64, max: 64 }), { minLength: DRAWN, maxLength: DRAWN }),
  targets: fc.array(fc.integer({ min: 0, max: 2 ** 20 }), { minLength: 12, maxLength: 12 }),
  weights: fc.array(fc.integer({ min: 1, max: 32 }), { minLength: 9, maxLength: 9 }),
  upstream: fc.array(fc.integer({ min: 1, max: 32 }), { minLength: 12, maxLength: 12 }),
  picks: fc.array(fc.integer({ min: 0, max: 2 ** 20 }), { minLength: 8, maxLength: 8 }),
});

export interface Drawing {
  /** What all calls must have, if the implementation has options or inputs built in. */
  readonly builtIn?: BuiltIn | undefined;
  /** The kinds of calls, by the tiers of vectors. Default: what occurs in training. */
  readonly tiers?: readonly Tier[] | undefined;
}

const CORE: readonly Tier[] = ["core"];

/** Random calls of one of the records. */
export function calls(
  records: readonly VariantRecord[],
  { builtIn, tiers = CORE }: Drawing = {},
): fc.Arbitrary<Call> {
  return fc.tuple(fc.constantFrom(...records), draws).map(([record, draw]) => {
    // The picks that no other choice depends on come first.
    const [at, oddity, tier] = draw.picks.slice(5) as [number, number, number];
    return oddCall(record, callOf(record, draw, builtIn), tiers[tier % tiers.length] ?? "core", oddity, at);
  });
}

/** Uses the picks one after another. */
function picker(picks: readonly number[]): <T>(choices: readonly T[]) => T {
  let next = 0;
  return (choices) => choices[picks[next++ % picks.length]! % choices.length]!;
}

function callOf(record: VariantRecord, draw: Draw, builtIn: BuiltIn | undefined): Call {
  const pick = picker(draw.picks);
  const dtype = builtIn?.dtype ?? pick(["float32", "float64"] as const);
  const targetKind = builtIn?.targetKind ?? pick(record.accepts.targets);
  const { options, axes } = optionsOf(record, draw, targetKind, pick, builtIn?.options ?? {});
  const shape = builtIn === undefined ? shapeOf(record, draw, axes, options) : sizedOf(builtIn.shape, draw);
  const takes = (name: string): boolean => !builtIn?.without.includes(name);
  const classAxis = classAxisOf(axes, shape, options);
  const tensor = (sizes: readonly number[], values: readonly number[], by: number): Tensor => ({
    dtype,
    shape: sizes,
    data: Float64Array.from({ length: sizeOf(sizes) }, (_, i) => values[i % values.length]! * by),
  });
  const input = inputOf(axes, tensor(shape, draw.values, draw.spread / 8), draw);
  const indexShape = withoutAxis(shape, classAxis);
  const width = shape[classAxis]!;
  if (builtIn !== undefined && "numClasses" in options) options.numClasses = width;
  if (record.accepts.ignoredTarget === "class" && typeof options.ignoreIndex === "number")
    options.ignoreIndex %= width;
  const target: Tensor =
    targetKind === "indices"
      ? {
          dtype: "int64",
          shape: indexShape,
          data: Float64Array.from(
            { length: sizeOf(indexShape) },
            (_, i) => draw.targets[i % draw.targets.length]! % width,
          ),
        }
      : tensor(
          shape,
          draw.values.slice(7).map((value) => Math.abs(value)),
          1 / 64,
        );
  const ignored = options.ignoreIndex;
  if (targetKind === "indices" && typeof ignored === "number" && ignored >= 0 && draw.picks[0]! % 2 === 0)
    target.data[0] = ignored;
  const { weightName } = record;
  const withWeight = weightName !== undefined && takes(weightName) && draw.picks[1]! % 2 === 0;
  const weightShape =
    axes.weight === "per-class" ||
    axes.weight === "per-class-on-row" ||
    record.accepts.weightShape === "classes"
      ? [width]
      : record.accepts.weightShape === "sequences"
        ? [shape[0]!, 1]
        : axes.rowLoss === "each"
          ? shape
          : withoutAxis(shape, classAxis);
  const losses =
    reductionOf(axes, targetKind).divisor === "unreduced"
      ? axes.rowLoss === "each"
        ? shape
        : withoutAxis(shape, classAxis)
      : [];
  return {
    id: "fuzz",
    variant: record.id,
    dtype,
    options,
    inputs: {
      [axes.input]: input,
      target,
      ...(withWeight ? { [weightName]: tensor(weightShape, draw.weights, 1 / 8) } : {}),
      ...(takes("upstream") && draw.picks[2]! % 2 === 0
        ? { upstream: tensor(losses, draw.upstream, 1 / 8) }
        : {}),
    },
  };
}

/**
 * Rows of classes, possibly with a third axis; sequences of rows for variants that take only those. Not so few classes
 * that the record refuses them.
 */
function shapeOf(
  { accepts: { rank, classes: rule } }: VariantRecord,
  { rows, classes, depth }: Draw,
  axes: Axes,
  options: Record<string, OptionValue>,
): number[] {
  if (rank.least === 3) return [rows, Math.max(1, depth), classes];
  const shape = [rows, classes, depth];
  const isRefused =
    rule !== undefined &&
    "notWhereSmoothed" in rule &&
    shape[classAxisOf(axes, shape, options)] === rule.notWhereSmoothed;
  return depth === 0 || rank.most <= 2 || isRefused ? [rows, classes] : shape;
}

/** The given sizes, with drawn ones where any size is allowed. */
function sizedOf(sizes: BuiltIn["shape"], { rows, classes, depth }: Draw): number[] {
  const drawn = sizes.length === 1 ? [classes] : [rows, classes, Math.max(1, depth), 2];
  return sizes.map((size, axis) => (typeof size === "number" ? size : drawn[axis % drawn.length]!));
}

/**
 * What options are drawn from that set axes by being given. A softcap is well above most logits: near it, sources lose
 * the digits of a slope that they compute as 1 - tanh^2.
 */
const NUMBERS = {
  logitScale: [0.5, 1.25],
  softcap: [30, 50],
  lseSquareScale: [2 ** -13, 2 ** -6],
  posWeight: [0.25, 3],
} as const;

/** Legal options: each at its default or another value, smoothing inside its domain. */
function optionsOf(
  record: VariantRecord,
  draw: Draw,
  targetKind: TargetKind,
  pick: <T>(choices: readonly T[]) => T,
  builtIn: BuiltIn["options"],
): { options: Record<string, OptionValue>; axes: Axes } {
  const options: Record<string, OptionValue> = {};
  let { axes } = record;
  const corrections = record.quirks.map(({ corrected }) => corrected?.split(":")[0]);
  for (const [name, spec] of Object.entries(record.options)) {
    if (name in builtIn) {
      const value = builtIn[name];
      if (value === undefined) continue;
      options[name] = value;
      if (spec.kind === "choice") axes = patched(axes, spec.axes[String(value)]);
      continue;
    }
    if (corrections.includes(name)) continue;
    if (spec.kind === "choice") {
      const value = pick(Object.keys(spec.axes));
      options[name] = typeof spec.default === "boolean" ? value === "true" : value;
      axes = patched(axes, spec.axes[value]);
    } else if (name === "labelSmoothing") {
      const smoothing = draw.smoothing / SMOOTHINGS;
      options[name] = spec.domain.holds(smoothing) ? smoothing : 1 / SMOOTHINGS;
    } else if (spec.axes !== undefined && pick([true, false])) {
      options[name] = pick(NUMBERS[name as keyof typeof NUMBERS]);
      axes = patched(axes, spec.axes);
    }
  }
  if ("numClasses" in record.options) options.numClasses = draw.classes;
  if (
    "ignoreIndex" in record.options &&
    !("ignoreIndex" in builtIn) &&
    (axes.excludedClass !== "none" ||
      isRequired(record.options.ignoreIndex) ||
      (targetKind === "indices" && pick([true, false])))
  ) {
    options.ignoreIndex = draw.picks[3]! % draw.classes;
  }
  return { options, axes };
}

function isRequired(spec: OptionSpec | undefined): boolean {
  return spec?.kind === "integer" && spec.default === undefined && spec.optional !== true;
}

function classAxisOf(axes: Axes, shape: readonly number[], options: Record<string, OptionValue>): number {
  if (axes.classAxis === "second" || axes.classAxis === "axis-1") return 1;
  const axis = typeof options.axis === "number" ? options.axis : -1;
  return axis < 0 ? shape.length + axis : axis;
}

/** Logits as drawn, log-probabilities that are not positive, or probabilities between the bounds of every clip. */
function inputOf(axes: Axes, drawn: Tensor, { spread }: Draw): Tensor {
  if (axes.input === "logits") return drawn;
  if (axes.input === "logProbs")
    return { ...drawn, data: Float64Array.from(drawn.data, (value) => -Math.abs(value)) };
  return {
    ...drawn,
    data: Float64Array.from(drawn.data, (value) => (Math.abs(value / spread) + 0.125) / 16),
  };
}
