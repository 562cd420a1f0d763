/** The search: every function that the candidates compute, each once, and the label smoothings that fit it. */
import type { FloatArray } from "../../math/dtypes.ts";
import { rowsAlong } from "../../math/rows.ts";
import type { ReadSample } from "../sample.ts";
import { chosenRows, inOrder, rowsOf } from "./chosen-rows.ts";
import { classAxesOf } from "./class-axes.ts";
import { type Curves, collect } from "./collect.ts";
import { CurveCache } from "./curve-cache.ts";
import type { Narrowing } from "./definition.ts";
import type { Candidate } from "./definitions.ts";
import { evaluatedCurve } from "./evaluated-curve.ts";
import type { OneFunction } from "./functions.ts";
import { evaluatedGradient, linearGradient } from "./gradient-curve.ts";
import { isLinear } from "./linear.ts";
import { lossCurve } from "./loss-curve.ts";
import { type Observed, partOf } from "./precision.ts";
import { type Curve, type Interval, smoothingIntervals } from "./smoothing-interval.ts";

export interface FoundFunction extends OneFunction {
  readonly intervals: readonly Interval[];
}

export interface Found {
  readonly functions: readonly FoundFunction[];
  /** Candidates looked at, those that are the same function included. */
  readonly candidates: number;
  /** The numbers that the curves describe: all that were observed, or some rows of them. */
  readonly shown: Observed;
  /** The same, with slower candidates. */
  readonly withCostly: () => Found;
  /** The same, with rare candidates. */
  readonly withUnusual: () => Found;
  /** The same, with usual numbers in options that take any. */
  readonly withNumbered: () => Found;
  /** The same, with mistakes that only several answers can tell apart. */
  readonly withOpaque: () => Found;
}

/**
 * @param observed losses, or the gradient of a loss that is not known
 * @param checkTime called between two steps; it throws where the time is up
 */
export function search(
  sample: ReadSample,
  observed: Observed,
  narrowing: Narrowing,
  checkTime: () => void = () => {},
): Found {
  const isLoss = observed.output === "loss";
  const chosen = chosenRows(sample);
  const shown = isLoss ? observed : shownRows(sample, observed, chosen);
  const size = isLoss ? observed.values.length : undefined;
  const curves = inTime(isLoss ? lossCurves() : gradientCurves(sample, chosen), checkTime);
  const { functions, candidates, addCostly, addUnusual, addNumbered, addOpaque } = collect(
    sample,
    size,
    { ...narrowing, leftOut: leftOut(sample, observed) },
    curves,
  );
  const intervals = new Map<Curve, readonly Interval[]>();
  const fitted = (one: OneFunction): FoundFunction => {
    checkTime();
    const fitting = intervals.get(one.curve) ?? smoothingIntervals(one.curve, shown);
    intervals.set(one.curve, fitting);
    return { ...one, intervals: fitting };
  };
  const found = (): Found => ({
    functions: functions().map(fitted),
    candidates: candidates(),
    shown,
    withCostly: () => {
      addCostly();
      return found();
    },
    withUnusual: () => {
      addUnusual();
      return found();
    },
    withNumbered: () => {
      addNumbered();
      return found();
    },
    withOpaque: () => {
      addOpaque();
      return found();
    },
  });
  return found();
}

/** Stages of a search, from the likely definitions to all; each is computed when it is first asked for. */
export function stagesOf(first: Found): readonly (() => Found)[] {
  const steps: ((found: Found) => Found)[] = [
    (found) => found,
    (found) => found.withCostly(),
    (found) => found.withUnusual(),
    (found) => found.withNumbered(),
    (found) => found.withOpaque(),
  ];
  const made: Found[] = [];
  return steps.map((step, i) => () => (made[i] ??= step(i === 0 ? first : made[i - 1]!)));
}

function inTime({ linear, evaluated, ofGradients }: Curves, checkTime: () => void): Curves {
  return {
    linear: (candidate) => {
      checkTime();
      return linear(candidate);
    },
    evaluated: (candidate) => {
      checkTime();
      return evaluated(candidate);
    },
    ofGradients,
  };
}

function lossCurves(): Curves {
  const cache = new CurveCache();
  return {
    linear: (candidate) => (isLinear(candidate) ? lossCurve(candidate, cache) : undefined),
    evaluated: (candidate) => evaluatedCurve(candidate, cache),
    ofGradients: false,
  };
}

function gradientCurves({ input, target }: ReadSample, chosen: readonly number[]): Curves {
  const cache = new CurveCache();
  const isOpen = classAxesOf({ input, target }).length > 1;
  // Where the classes may be on one of two axes, the order of rows differs between the two.
  const ordered = (curve: Curve, { classAxis }: Candidate["form"]): Curve =>
    isOpen ? { ...curve, at: (smoothing) => inOrder(curve.at(smoothing), input.shape, classAxis) } : curve;
  return {
    linear: (candidate) => {
      const curve = linearGradient(candidate, chosen, cache);
      return curve && ordered(curve, candidate.form);
    },
    evaluated: (candidate) => ordered(evaluatedGradient(candidate, chosen, cache), candidate.form),
    ofGradients: true,
  };
}

/** Classes whose rows have only zeros; undefined where rows have no numbers of their own. */
function leftOut(sample: ReadSample, { written: values }: Observed): ReadonlySet<number> | undefined {
  const { input, target } = sample;
  const [axis = 0] = classAxesOf(sample);
  const { count, length, stride, start } = rowsAlong(input.shape, axis);
  if (count < 2 || target.data.length !== count) return undefined;
  const isPerElement = values.length === input.data.length;
  if (!isPerElement && values.length !== count) return undefined;
  const isZero = (row: number): boolean => {
    if (!isPerElement) return values[row] === 0;
    for (let k = 0; k < length; k += 1) if (values[start(row) + k * stride] !== 0) return false;
    return true;
  };
  const zero = new Set<number>(target.data);
  target.data.forEach((index, row) => {
    if (zero.has(index) && !isZero(row)) zero.delete(index);
  });
  return zero;
}

/** What was observed of some rows. */
function shownRows({ input, target }: ReadSample, observed: Observed, chosen: readonly number[]): Observed {
  const { shape } = input;
  const [axis = 0, other] = classAxesOf({ input, target });
  if (other !== undefined) return observed;
  const some = (data: FloatArray): Float64Array => rowsOf({ data, shape }, axis, chosen);
  return partOf(observed, some);
}
