/**
 * The loss of one definition as a function of its label smoothing.
 *
 * With scale s and bias b of the target's masses, each of its losses is
 *
 *     base + s * target + b * others - entropy(s, b)
 *
 * and only s, b and the entropy depend on the smoothing. Three numbers per loss are therefore all that is kept.
 */
import type { LossCall } from "../../loss/loss-call.ts";
import { reductionOf } from "../../loss/row-losses.ts";
import { dependsOnLabels } from "../../loss/target.ts";
import type { CurveCache } from "./curve-cache.ts";
import type { Definition } from "./definition.ts";
import { type MassPath, MIDDLE, massPath } from "./mass-path.ts";
import { planFor, reducerOf } from "./reduce-rows.ts";
import { factorParts, type Parts, rowParts } from "./row-parts.ts";
import type { SurprisalTable } from "./surprisal-table.ts";

export interface LossCurve {
  /** Losses at a smoothing, row-major as the definition returns them. */
  readonly at: (smoothing: number) => Float64Array;
  /** Whether the losses lie on straight lines. */
  readonly isAffine: boolean;
}

/** Undefined where the losses are not such a function, so that the definition has to be evaluated itself. */
export function lossCurve(definition: Definition, cache: CurveCache): LossCurve | undefined {
  const { at, factor, surprisal } = definition;
  const middle = at(MIDDLE);
  const { axes, classAxis, softmaxAxis, target, targetKind, weight } = middle;
  const isKl = axes.divergence !== "cross-entropy";
  if (targetKind === "distribution") {
    // The entropy of a soft target is no sum over few masses, and a rule may look at what each row sums to.
    if (isKl && !cache.isHard(target)) return undefined;
    if (dependsOnLabels(axes) && cache.classesOf(target, classAxis) === undefined) return undefined;
  }
  const table = cache.tables.of(middle, softmaxAxis, surprisal);
  const rows = rowParts(middle, table, cache);
  const masses = massPath(at, middle, cache);
  if (axes.weight === "per-class-on-row" && weight !== undefined) {
    return isKl || factor !== 1 ? undefined : factoredCurve(middle, rows, masses, cache);
  }
  const {
    base,
    target: on,
    others,
    kept,
    spread,
    unlabelled,
  } = reducedParts(middle, rows, table, factor, cache);
  const unlabelledMasses = dependsOnLabels(axes) ? massPath(at, middle, cache, 0) : masses;
  const losses = (smoothing: number): Float64Array => {
    const scale = masses.scale(smoothing);
    const bias = masses.bias(smoothing);
    const bare = unlabelledMasses.bias(smoothing);
    const onTerm = isKl ? xlogx(scale + bias) : 0;
    const offTerm = isKl ? xlogx(bias) : 0;
    return base.map(
      (value, j) =>
        value +
        scale * on[j]! +
        bias * others[j]! +
        bare * unlabelled[j]! +
        onTerm * kept[j]! +
        offTerm * spread[j]!,
    );
  };
  return masses.isAffine && !isKl ? lineThrough(losses(0), losses(1)) : { at: losses, isAffine: false };
}

function lineThrough(from: Float64Array, to: Float64Array): LossCurve {
  return {
    isAffine: true,
    at: (smoothing) => from.map((value, j) => value + smoothing * (to[j]! - value)),
  };
}

/** Class weights that the smoothed target averages into a factor of its row: a product of two sums over masses. */
function factoredCurve(
  middle: LossCall,
  rows: Parts<Float64Array>,
  masses: MassPath,
  cache: CurveCache,
): LossCurve {
  const factors = factorParts(middle, cache);
  const reduce = reducerOf(planFor(middle, cache));
  const factorsAt = (smoothing: number): number[] => {
    const [scale, bias] = [masses.scale(smoothing), masses.bias(smoothing)];
    return factors.target.map((on, row) => scale * on + bias * factors.all[row]!);
  };
  // The mean over the factors is planned for those in the middle.
  const isMean = reductionOf(middle.axes, middle.targetKind).divisor === "row-weight";
  const planned = isMean ? sum(factorsAt(MIDDLE)) : 1;
  return {
    isAffine: false,
    at(smoothing) {
      const [scale, bias] = [masses.scale(smoothing), masses.bias(smoothing)];
      const by = factorsAt(smoothing);
      const losses = Float64Array.from(
        by,
        (factor, row) =>
          factor *
          (rows.base[row]! + scale * rows.target[row]! + bias * (rows.others[row]! + rows.unlabelled[row]!)),
      );
      const divided = isMean ? planned / sum(by) : 1;
      return reduce(losses).map((value) => value * divided);
    },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function xlogx(mass: number): number {
  return mass === 0 ? 0 : mass * Math.log(mass);
}

/** Sums that definitions share if they differ only in their masses. */
function reducedParts(
  lossCall: LossCall,
  rows: Parts<Float64Array>,
  table: SurprisalTable,
  factor: number,
  cache: CurveCache,
): Parts<Float64Array> {
  const { axes } = lossCall;
  const plan = planFor(lossCall, cache);
  const by = factor / (axes.rowLoss === "mean" ? table.rows.length : 1);
  const isKl = axes.divergence !== "cross-entropy";
  const isUnlabelled = axes.ignoredRows === "no-label";
  const key = [rows, plan, by, isKl, isUnlabelled];
  return cache.once("reduced", key, () => {
    const reduceRows = reducerOf(plan);
    const base = reduceRows(rows.base).map((value) => value * by);
    const zeros = base.map(() => 0);
    // Parts that a definition does not have are empty.
    const reduce = (values: Float64Array): Float64Array =>
      values.length === 0 ? zeros : reduceRows(values).map((value) => value * by);
    return {
      base,
      target: reduce(rows.target),
      others: reduce(rows.others),
      unlabelled: isUnlabelled ? reduce(rows.unlabelled) : zeros,
      kept: isKl ? reduce(rows.kept) : zeros,
      spread: isKl ? reduce(rows.spread) : zeros,
    };
  });
}
