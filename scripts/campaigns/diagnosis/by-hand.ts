/**
 * torch's cross entropy as somebody writes it by hand, in steps of which each can go wrong, and some seventy slips. It
 * shares nothing with the losses of src, and the slips were written down before the diagnosis was tried on them.
 */

import type { LossAndGradient, LossCall } from "../../../src/loss/loss-call.ts";
import { reductionOf } from "../../../src/loss/row-losses.ts";
import { rowsAlong } from "../../../src/math/rows.ts";
import { roundTo } from "../../../src/math/tensor.ts";

type Values = Float64Array;

/** What a row of the batch is, where a step looks at more than its own numbers. */
interface Row {
  readonly e: LossCall;
  readonly number: number;
  readonly classes: number;
  readonly rows: number;
  /** The class; -1 for a distribution. */
  readonly index: number;
  readonly x: Values;
}

interface Steps {
  readonly smoothing: (a: number, row: Row) => number;
  readonly label: (index: number, row: Row) => number;
  readonly target: (y: Values, a: number, row: Row) => Values;
  readonly logits: (x: Values, row: Row) => Values;
  readonly logSoftmax: (x: Values, row: Row) => Values;
  readonly isIgnored: (index: number, row: Row) => boolean;
  readonly weights: (w: Values, row: Row) => Values;
  /** What stands in place of the mass of an ignored row. */
  readonly ofIgnored: (m: Values, row: Row) => Values;
  readonly divisor: (
    usual: number,
    e: LossCall,
    counts: { kept: number; rows: number; classes: number },
  ) => number;
  readonly rowLoss: (loss: number, p: Values, row: Row) => number;
  readonly rowGradient: (g: Values, m: Values, p: Values, row: Row) => Values;
  readonly loss: (loss: number, e: LossCall) => number;
  readonly gradient: (g: Values, e: LossCall) => Values;
}

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

const PLAIN: Steps = {
  smoothing: (a) => a,
  label: (index) => index,
  target: (y, a, { classes }) => y.map((each) => each * (1 - a) + a / classes),
  logits: (x) => x,
  logSoftmax: (x) => {
    const most = Math.max(...x);
    const log = Math.log(sum(x.map((each) => Math.exp(each - most))));
    return x.map((each) => each - most - log);
  },
  isIgnored: (index, { e }) => e.targetKind === "indices" && index === e.ignoreIndex,
  weights: (w) => w,
  ofIgnored: (m) => m.map(() => 0),
  divisor: (usual) => usual,
  rowLoss: (loss) => loss,
  rowGradient: (g) => g,
  loss: (loss) => loss,
  gradient: (g) => g,
};

/** The loss with some steps replaced. */
export function byHand(e: LossCall, own: Partial<Steps>): LossAndGradient {
  const steps = { ...PLAIN, ...own };
  const { input, target, targetKind, weight, upstream } = e;
  const rows = rowsAlong(input.shape, e.classAxis);
  const isIndices = targetKind === "indices";
  const reduction = reductionOf(e.axes, targetKind).divisor;
  const losses = new Float64Array(rows.count);
  const gradient = new Float64Array(input.data.length);
  let [kept, keptWeight] = [0, 0];
  for (let number = 0; number < rows.count; number += 1) {
    const at = (k: number): number => rows.start(number) + k * rows.stride;
    const all = <Each>(make: (k: number) => Each): Each[] =>
      Array.from({ length: rows.length }, (_, k) => make(k));
    const index = isIndices ? target.data[number]! : -1;
    const row: Row = {
      e,
      number,
      classes: rows.length,
      rows: rows.count,
      index,
      x: Float64Array.from(all((k) => input.data[at(k)]!)),
    };
    const label = steps.label(index, row);
    const y = Float64Array.from(all((k) => (isIndices ? Number(k === label) : target.data[at(k)]!)));
    const q = steps.target(y, steps.smoothing(e.labelSmoothing, row), row);
    const w = steps.weights(
      weight === undefined ? new Float64Array(rows.length).fill(1) : Float64Array.from(weight.data),
      row,
    );
    const ignored = steps.isIgnored(index, row);
    const mass = q.map((each, k) => each * w[k]!);
    const m = ignored ? steps.ofIgnored(mass, row) : mass;
    const logs = steps.logSoftmax(steps.logits(row.x, row), row);
    const p = logs.map(Math.exp);
    losses[number] = steps.rowLoss(-sum(m.map((each, k) => (each === 0 ? 0 : each * logs[k]!))), p, row);
    const total = sum(m);
    const slopes = steps.rowGradient(
      p.map((each, k) => total * each - m[k]!),
      m,
      p,
      row,
    );
    for (let k = 0; k < rows.length; k += 1) gradient[at(k)] = slopes[k]!;
    if (ignored) continue;
    kept += 1;
    keptWeight += isIndices ? (w[index] ?? 1) : 1;
  }
  const isMean = reduction !== "one" && reduction !== "unreduced";
  const usual = isMean ? (isIndices ? keptWeight : rows.count) : 1;
  const by = steps.divisor(usual, e, { kept, rows: rows.count, classes: rows.length });
  const isReduced = reduction !== "unreduced";
  const values = isReduced ? Float64Array.of(sum(losses) / by) : losses.map((each) => each / by);
  const round = (value: number): number => roundTo(input.dtype, value);
  const up = (row: number): number => (upstream === undefined ? 1 : upstream.data[isReduced ? 0 : row]!);
  for (let row = 0; row < rows.count; row += 1)
    for (let k = 0; k < rows.length; k += 1) gradient[rows.start(row) + k * rows.stride]! *= up(row) / by;
  return {
    loss: {
      dtype: input.dtype,
      shape: isReduced ? [] : input.shape.filter((_, axis) => axis !== e.classAxis),
      data: values.map((each) => round(steps.loss(each, e))),
    },
    gradient: { dtype: input.dtype, shape: input.shape, data: steps.gradient(gradient, e).map(round) },
  };
}

export interface HandSlip {
  readonly id: string;
  readonly steps: Partial<Steps>;
  /** What a diagnosis that is not its very name must speak of. */
  readonly about: RegExp;
}

const SMOOTHING = /smooth|mass|target/i;
const IGNORED = /ignore/i;
const WEIGHTS = /weight/i;
const REDUCTION = /mean|sum|reduc|averag|divided|times|rows|losses|batch|factor/i;
const LARGE = /large|confident|clip|infin|p \+|capped|less exact|overflow|underflow|digits|rounded|logits/i;
const GRADIENT = /gradient/i;

const slip = (id: string, about: RegExp, steps: Partial<Steps>): HandSlip => ({ id, about, steps });

/** Of a distribution of logits: log(max(p, least) + added). */
const logOf =
  (least: number, added: number): Steps["logSoftmax"] =>
  (x, row) =>
    PLAIN.logSoftmax(x, row).map((each) => Math.log(Math.max(Math.exp(each), least) + added));

const digits = (value: number, count: number): number =>
  Number.isFinite(value) ? Number(value.toPrecision(count)) : value;

export const HAND_SLIPS: readonly HandSlip[] = [
  slip("smoothing-doubled", SMOOTHING, { smoothing: (a) => 2 * a }),
  slip("smoothing-third", SMOOTHING, { smoothing: (a) => a / 3 }),
  slip("smoothing-square-root", SMOOTHING, { smoothing: (a) => Math.sqrt(a) }),
  slip("smoothing-less-share", SMOOTHING, { smoothing: (a, { classes }) => a * (1 - 1 / classes) }),
  slip("smoothing-default-for-zero", SMOOTHING, { smoothing: (a) => a || 0.1 }),
  slip("smoothing-at-most-0.2", SMOOTHING, { smoothing: (a) => Math.min(a, 0.2) }),
  slip("smoothing-one-decimal", SMOOTHING, { smoothing: (a) => Math.round(a * 10) / 10 }),
  slip("smoothing-over-rows", SMOOTHING, { smoothing: (a, { rows }) => a / rows }),
  slip("smoothing-only-above-two-classes", /two classes|smooth/i, {
    smoothing: (a, { classes }) => (classes > 2 ? a : 0),
  }),
  slip("smoothing-fixed", SMOOTHING, { smoothing: () => 0.3 }),
  slip("uniform-over-two-more", SMOOTHING, {
    target: (y, a, { classes }) => y.map((each) => each * (1 - a) + a / (classes + 2)),
  }),
  slip("share-twice-on-target", SMOOTHING, {
    target: (y, a, { classes }) => y.map((each) => each * (1 - a + a / classes) + a / classes),
  }),
  slip("mass-to-class-0", SMOOTHING, {
    target: (y, a) => y.map((each, k) => each * (1 - a) + (k === 0 ? a : 0)),
  }),
  slip("mass-to-neighbours", SMOOTHING, {
    target: (y, a, { classes }) =>
      y.map(
        (each, k) => each * (1 - a) + (a / 2) * (y[(k + 1) % classes]! + y[(k + classes - 1) % classes]!),
      ),
  }),
  slip("mass-of-last-class-lost", SMOOTHING, {
    target: (y, a, { classes }) => y.map((each, k) => each * (1 - a) + (k === classes - 1 ? 0 : a / classes)),
  }),
  slip("distribution-not-smoothed", /distribution/i, {
    target: (y, a, row) => (row.e.targetKind === "indices" ? PLAIN.target(y, a, row) : y),
  }),
  slip("distribution-smoothed-twice", /distribution/i, {
    target: (y, a, row) =>
      row.e.targetKind === "indices"
        ? PLAIN.target(y, a, row)
        : PLAIN.target(PLAIN.target(y, a, row), a, row),
  }),
  slip("indices-from-1", /class|target|label|index/i, {
    label: (index, { classes }) => (index + classes - 1) % classes,
  }),
  slip("target-of-next-row", /row|target|label|index/i, {
    label: (index, { e, number }) => (index === e.ignoreIndex ? index : (e.target.data[number + 1] ?? index)),
  }),
  slip("ignored-rows-as-class-0", IGNORED, {
    isIgnored: () => false,
    label: (index, { e }) => (index === e.ignoreIndex ? 0 : index),
  }),
  slip("ignored-in-divisor", IGNORED, { divisor: (usual, e, { rows }) => (isMeanOf(e) ? rows : usual) }),
  slip("ignored-rows-keep-uniform-part", IGNORED, {
    ofIgnored: (m, { e, classes }) => m.map(() => e.labelSmoothing / classes),
  }),
  slip("all-ignored-is-0", IGNORED, {
    divisor: (usual, _, { kept }) => (kept === 0 && usual === 0 ? 1 : usual),
  }),
  slip("rows-after-an-ignored-one", IGNORED, {
    isIgnored: (_, { e, number }) =>
      e.targetKind === "indices" && e.target.data.slice(0, number + 1).includes(e.ignoreIndex ?? Number.NaN),
  }),
  slip("ignores-smaller-indices-too", IGNORED, {
    isIgnored: (index, { e }) =>
      e.targetKind === "indices" && e.ignoreIndex !== undefined && index <= e.ignoreIndex,
  }),
  slip("ignored-row-has-gradient", IGNORED, {
    rowGradient: (g, _, p, { e, index }) => (index === e.ignoreIndex ? p : g),
  }),
  slip("class-0-ignored-too", /class|ignore|row|target/i, {
    isIgnored: (index, row) => index === 0 || PLAIN.isIgnored(index, row),
  }),
  slip("weights-square-root", WEIGHTS, { weights: (w) => w.map(Math.sqrt) }),
  slip("weights-squared", WEIGHTS, { weights: (w) => w.map((each) => each * each) }),
  slip("weights-mean-one", WEIGHTS, { weights: (w) => w.map((each) => (each * w.length) / sum(w)) }),
  slip("weights-at-most-one", WEIGHTS, { weights: (w) => w.map((each) => Math.min(1, each)) }),
  slip("weight-of-largest-logit", WEIGHTS, {
    weights: (w, { x }) => w.map(() => w[x.indexOf(Math.max(...x))] ?? 1),
  }),
  slip("weight-of-true-class-on-all", WEIGHTS, {
    weights: (w, { index }) => (index < 0 ? w : w.map(() => w[index] ?? 1)),
  }),
  slip("weights-not-in-divisor", WEIGHTS, {
    divisor: (usual, { weight }, { kept }) => (weight === undefined || usual === 1 ? usual : kept),
  }),
  slip("divided-by-all-weights", WEIGHTS, {
    divisor: (usual, { weight }) => (weight === undefined || usual === 1 ? usual : sum(weight.data)),
  }),
  slip("weights-shifted", WEIGHTS, { weights: (w) => w.map((_, k) => w[(k + 1) % w.length]!) }),
  slip("mean-over-one-less", REDUCTION, { divisor: (usual) => (usual > 1 ? usual - 1 : usual) }),
  slip("mean-over-elements", REDUCTION, {
    divisor: (usual, e, { classes }) => (isMeanOf(e) ? usual * classes : usual),
  }),
  slip("mean-over-first-axis", REDUCTION, {
    divisor: (usual, e) => (isMeanOf(e) ? e.input.shape[0]! : usual),
  }),
  slip("halved", REDUCTION, { divisor: (usual) => 2 * usual }),
  slip("times-classes", REDUCTION, { divisor: (usual, _, { classes }) => usual / classes }),
  slip("times-1.01", REDUCTION, { divisor: (usual) => usual / 1.01 }),
  slip("sum-for-mean", REDUCTION, { divisor: () => 1 }),
  slip("mean-for-sum", REDUCTION, { divisor: (_, __, { kept }) => kept }),
  slip("first-eight-rows", REDUCTION, { rowLoss: (loss, _, { number }) => (number < 8 ? loss : 0) }),
  slip("first-row-lost", REDUCTION, { rowLoss: (loss, _, { number }) => (number > 0 ? loss : 0) }),
  slip("no-maximum-subtracted", LARGE, {
    logSoftmax: (x, { e }) => {
      const total = roundTo(e.input.dtype, sum(x.map((each) => roundTo(e.input.dtype, Math.exp(each)))));
      return x.map((each) => Math.log(roundTo(e.input.dtype, Math.exp(each)) / total));
    },
  }),
  slip("maximum-of-the-batch", LARGE, {
    logSoftmax: (x, { e }) => {
      const most = Math.max(...e.input.data);
      const total = sum(x.map((each) => Math.exp(each - most)));
      return x.map((each) => each - most - Math.log(total));
    },
  }),
  slip("clipped-at-1e-7", LARGE, { logSoftmax: logOf(1e-7, 0) }),
  slip("clipped-at-1e-3", LARGE, { logSoftmax: logOf(1e-3, 0) }),
  slip("added-1e-8", LARGE, { logSoftmax: logOf(0, 1e-8) }),
  slip("added-1e-3", LARGE, { logSoftmax: logOf(0, 1e-3) }),
  slip("logits-within-10", LARGE, { logits: (x) => x.map((each) => Math.max(-10, Math.min(10, each))) }),
  slip("logits-within-50", LARGE, { logits: (x) => x.map((each) => Math.max(-50, Math.min(50, each))) }),
  slip("temperature-2", /logit|temperature/i, { logits: (x) => x.map((each) => each / 2) }),
  slip("temperature-root-of-classes", /logit|temperature/i, {
    logits: (x, { classes }) => x.map((each) => each / Math.sqrt(classes)),
  }),
  slip("logits-negated", /logit|sign|gradient/i, { logits: (x) => x.map((each) => -each) }),
  slip("last-class-lost", /class|sum|logit/i, {
    logits: (x) => x.map((each, k) => (k === x.length - 1 && k > 0 ? Number.NEGATIVE_INFINITY : each)),
  }),
  slip("classes-above-16-lost", /class|sum|logit/i, {
    logits: (x) => x.map((each, k) => (k < 16 ? each : Number.NEGATIVE_INFINITY)),
  }),
  slip("base-10", /base|logarithm|factor|times/i, { loss: (loss) => loss / Math.LN10 }),
  slip("focal-2", /focal|loss|number/i, {
    rowLoss: (loss, p, { index }) => (index < 0 ? loss : loss * (1 - p[index]!) ** 2),
  }),
  slip("confidence-penalty", /entropy|larger|number/i, {
    rowLoss: (loss, p) => loss + 0.1 * sum(p.map((each) => (each > 0 ? each * Math.log(each) : 0))),
  }),
  slip("z-loss-1e-3", /normaliser|square|larger/i, {
    rowLoss: (loss, _, { x }) => loss + 1e-3 * Math.log(sum(x.map(Math.exp))) ** 2,
  }),
  slip("constant-added", /added|constant|larger/i, { loss: (loss) => loss + 1e-3 }),
  slip("loss-at-most-10", /large|at most|capped|confident/i, { loss: (loss) => Math.min(10, loss) }),
  slip("loss-four-decimals", /decimals|digits|rounded|less exact/i, {
    loss: (loss) => Math.round(loss * 1e4) / 1e4,
  }),
  slip("gradient-three-digits", /gradient.*(?:digits|exact|rounded)|(?:digits|exact|rounded).*gradient/i, {
    gradient: (g) => g.map((each) => digits(each, 3)),
  }),
  slip("gradient-without-smoothed-part", GRADIENT, {
    rowGradient: (_, __, p, { e, index }) =>
      p.map(
        (each, k) => (1 - e.labelSmoothing) * (each - (e.targetKind === "indices" ? Number(k === index) : 0)),
      ),
  }),
  slip("gradient-of-mass-one", GRADIENT, { rowGradient: (_, m, p) => p.map((each, k) => each - m[k]!) }),
  slip("gradient-doubled", GRADIENT, { gradient: (g) => g.map((each) => 2 * each) }),
  slip("gradient-within-0.1", GRADIENT, {
    gradient: (g) => g.map((each) => Math.max(-0.1, Math.min(0.1, each))),
  }),
  slip("gradient-of-last-row-lost", GRADIENT, {
    rowGradient: (g, _, __, { number, rows }) => (number === rows - 1 && rows > 1 ? g.map(() => 0) : g),
  }),
  slip("gradient-times-rows", GRADIENT, {
    rowGradient: (g, _, __, { rows }) => g.map((each) => each * rows),
  }),
  slip("gradient-of-temperature", GRADIENT, { gradient: (g) => g.map((each) => each / 1.1) }),
  slip("gradient-of-target-alone", GRADIENT, {
    rowGradient: (g, _, __, { e, index }) =>
      e.targetKind === "indices" ? g.map((each, k) => (k === index ? each : 0)) : g,
  }),
];

function isMeanOf({ axes, targetKind }: LossCall): boolean {
  const { divisor } = reductionOf(axes, targetKind);
  return divisor !== "one" && divisor !== "unreduced";
}
