/**
 * The least value that a smoothed loss can have, and how far a loss is above it.
 *
 * A smoothed cross entropy is at least the entropy of its target: 0.50 at K = 10 and a = 0.1, however good the model. A
 * divergence subtracts that entropy.
 */

import { UNDER_FLOOR } from "../compare/tolerances.ts";
import { checkObject, checkSample, checkSide } from "../identify/given.ts";
import { linkFacts } from "../identify/link-facts.ts";
import { type ReadSample, readSample, type Sample } from "../identify/sample.ts";
import { type AnySide, evaluationFor, type Side } from "../identify/side.ts";
import { MEAN, meanOver } from "../loss/axis-values.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { magnitudes } from "../loss/magnitudes.ts";
import { refuse, show } from "../math/errors.ts";
import { bestInput } from "./best-input.ts";
import { widened } from "./explain.ts";
import { type Recoverable, recoverable } from "./recover-nll.ts";
import { checkSmoothing, type Rule, ruleOf } from "./target-masses.ts";
import { settled, total } from "./walk.ts";

/** The least value of a loss, in nats, and how a given loss compares with it. */
export interface Floor {
  /** Least value of the loss: per row without a sample, reduced by the variant with one. -Infinity if there is none. */
  readonly floor: number;
  /** Loss on the sample, and how far above the floor it is. */
  readonly loss?: number;
  readonly excess?: number;
  /** The loss without smoothing, reduced in the same way. */
  readonly nll?: number;
  /** exp of the mean of -ln p of the true class over kept rows; absent for independent labels. */
  readonly perplexity?: number;
  /** The range in which both must lie, where only a loss was given. */
  readonly range?: Recoverable;
  /** What cannot be recovered from the number. */
  readonly note?: string;
}

/** Which loss is asked about. */
export interface FloorSetting {
  /** The class count K, a whole number of at least 1. */
  readonly classes: number;
  /** The smoothing a, in the domain of the variant. */
  readonly labelSmoothing: number;
  /** A mean loss in nats, for example from a log. Default: none. */
  readonly loss?: number;
}

/**
 * The floor of a variant's row loss on a class index.
 *
 *     floor = -sum m ln(m / sum m) for cross entropy of masses m, minus the target's entropy for a divergence
 *
 * @param side the variant, with its other options
 * @param setting K, the smoothing, and possibly a loss to judge
 * @returns the floor; with a loss also the excess, and the range in which the unsmoothed loss must lie, since it cannot
 *   be recovered from one number
 * @throws InvalidArgument for an unknown variant, a smoothing or K that it refuses or that contradicts its options, or a
 *   loss below the floor
 * @example
 * floorOf({ variant: "equation1" }, { classes: 10, labelSmoothing: 0.1 }).floor; // 0.500288…
 */
export function floorOf(side: Side, setting: FloorSetting): Floor {
  checkSide(side, "side");
  checkObject(setting, "setting", "{ classes, labelSmoothing, loss? }");
  const { classes, labelSmoothing, loss } = setting;
  const rule = ruleOf(side, classes);
  checkSmoothing(rule, labelSmoothing, "labelSmoothing");
  const own = side.options?.labelSmoothing;
  if (own !== undefined && own !== labelSmoothing) {
    const problem = `expected ${show(own)}, as the variant's option says, got ${labelSmoothing}`;
    refuse("labelSmoothing", problem);
  }
  const floor = lowest(oneRow(rule, labelSmoothing));
  if (loss === undefined) return { floor };
  const slack = UNDER_FLOOR.relative * Math.max(1, Math.abs(floor));
  if (!Number.isFinite(loss) || loss < floor - slack) {
    refuse(
      "loss",
      `expected a mean loss of at least the floor ${Number(floor.toPrecision(7))}, got ${show(loss)}`,
    );
  }
  return { floor, loss, excess: loss - floor, ...recoverable(rule, labelSmoothing, loss) };
}

/**
 * The same for a sample: floor, loss, excess, unsmoothed loss and perplexity, all from the same rows.
 *
 * @param side the variant, with all its options
 * @param sample the inputs of one call
 * @returns all of these in nats, but the perplexity
 * @throws InvalidArgument where the variant refuses its options or the sample
 * @example
 * floorOn({ variant: "torch", options: { labelSmoothing: 0.1 } }, { logits: [[2, 1, 0, -1, 0.5]], target: [0] }).nll;
 */
export function floorOn(side: Side, sample: Sample): Floor {
  checkSide(side, "side");
  checkSample(sample);
  return floorOfRead(side, readSample(sample));
}

/** The same for a sample whose tensors have been read. */
export function floorOfRead(side: AnySide, sample: ReadSample): Floor {
  const lossCall = evaluationFor(side, widened(sample));
  const loss = total(lossCall);
  const floor = lowest(lossCall);
  const plain = unsmoothed(lossCall);
  return {
    floor,
    loss,
    excess: loss - floor,
    nll: total(plain),
    ...(linkFacts(lossCall.axes.link).scope === "row" ? { perplexity: Math.exp(meanOfKept(plain)) } : {}),
  };
}

/**
 * The loss at the best input. Where probabilities are clipped, a class with very little mass is best left at the clip: a
 * probability above it pays off only for a mass of at least e times the clip.
 */
function lowest(lossCall: LossCall): number {
  const { clip = 0, leastElsewhere } = linkFacts(lossCall.axes.link);
  if (leastElsewhere === true) {
    const problem =
      "expected a cross entropy, which is least at its target; a focal, capped or weighed one is least elsewhere";
    refuse("variant", problem, "unsupported-option");
  }
  const losses = [...new Set([0, Math.E * clip])].map((least) => {
    const data = bestInput(lossCall, least);
    return data && withoutNoise({ ...lossCall, input: { ...lossCall.input, data } });
  });
  return losses.reduce<number>(
    (least, loss) => Math.min(least, loss ?? Number.NEGATIVE_INFINITY),
    Number.POSITIVE_INFINITY,
  );
}

/** A divergence below this share of its terms' magnitude is the rounding error of zero. */
const NOTHING_LEFT = 2 ** -45;

function withoutNoise(lossCall: LossCall): number {
  const loss = total(lossCall);
  const size = magnitudes(lossCall).loss.reduce((sum, each) => sum + each, 0);
  return Math.abs(loss) <= NOTHING_LEFT * size ? 0 : loss;
}

/** One row of K classes with class 0 as its target; the excluded class, if there is one, is the last. */
function oneRow({ axesAt, linkNumbers, numClasses, excludes }: Rule, labelSmoothing: number): LossCall {
  return settled({
    axes: { ...axesAt(labelSmoothing), ignoredRows: "none", weight: "none" },
    ...(linkNumbers === undefined ? {} : { linkNumbers }),
    labelSmoothing,
    numClasses,
    classAxis: 1,
    softmaxAxis: 1,
    ignoreIndex: undefined,
    excludedClass: excludes ? numClasses - 1 : undefined,
    input: { dtype: "float64", shape: [1, numClasses], data: new Float64Array(numClasses) },
    targetKind: "indices",
    target: { dtype: "int64", shape: [1], data: Float64Array.of(0) },
    weight: undefined,
    upstream: undefined,
  });
}

/** The same call without smoothing, which is a cross entropy. */
function unsmoothed(lossCall: LossCall): LossCall {
  const { masses: _, ...rest } = lossCall;
  const axes = { ...lossCall.axes, smoothingApplies: "positive", divergence: "cross-entropy" } as const;
  return { ...rest, labelSmoothing: 0, axes };
}

/** The mean over kept rows, each counted once. */
function meanOfKept(lossCall: LossCall): number {
  const { axes, targetKind } = lossCall;
  const reduction = targetKind === "indices" ? meanOver("kept-weight", "nan") : MEAN;
  return total({ ...lossCall, axes: { ...axes, weight: "none", reduction }, weight: undefined });
}
