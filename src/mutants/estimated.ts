/**
 * Mutants with a number in them that nobody can list in advance: twice the smoothing, a factor of 1.5, logits divided by
 * a temperature. A wrong answer tells the number; whether it holds is then tried on all other answers, as of any mutant.
 */
import { evaluate } from "../loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../loss/loss-call.ts";
import { roundTo, type Tensor } from "../math/tensor.ts";
import { QUANTITIES } from "./call-quantities.ts";
import { type Mutant, mapped, moved } from "./mutant.ts";
import { RARE } from "./rare.ts";
import { withZLoss } from "./wrong-kernels.ts";

/** A wrong answer; outputs that were not given are absent. */
export interface Told {
  readonly lossCall: LossCall;
  readonly right: LossAndGradient;
  readonly got: Partial<LossAndGradient>;
}

/** The mutants that may have given an answer. */
export function estimatesFrom(told: Told): readonly Mutant[] {
  const estimates = [smoothings, factors, additions, rounded];
  return [...estimates.flatMap((estimate) => estimate(told)), ...RARE];
}

/** A number that a person writes: few digits, or the inverse of one. */
function written(value: number): { readonly text: string; readonly value: number } | undefined {
  if (!(Number.isFinite(value) && value !== 0)) return undefined;
  const short = Number(value.toPrecision(3));
  if (Math.abs(short / value - 1) < NEAR) return { text: String(short), value: short };
  const under = Number((1 / value).toPrecision(3));
  return Math.abs(under * value - 1) < NEAR ? { text: `1/${under}`, value: 1 / under } : undefined;
}

/** How near an estimate must be to a short number: it comes from float32. */
const NEAR = 2e-5;

/** The ratio of two tensors where it is one number; from their largest elements. */
function ratio(got: Tensor | undefined, right: Tensor): number | undefined {
  if (got === undefined || got.data.length !== right.data.length || got.data.length === 0) return undefined;
  let at = 0;
  right.data.forEach((value, i) => {
    if (Math.abs(value) > Math.abs(right.data[at]!)) at = i;
  });
  const by = got.data[at]! / right.data[at]!;
  const isOne = right.data.every(
    (value, i) => Math.abs(got.data[i]! - by * value) <= NEAR * Math.abs(by * right.data[at]!),
  );
  return isOne && Number.isFinite(by) && Math.abs(by - 1) > NEAR ? by : undefined;
}

function times(id: string, says: string, of: (e: LossCall) => number, outputs: Outputs): Mutant {
  return {
    id,
    says,
    ...(outputs.loss ? {} : { isMisled: true as const }),
    answer: (e) => {
      const by = of(e);
      if (by === 1 || Number.isNaN(by)) return undefined;
      const { loss, gradient } = evaluate(e);
      return {
        loss: outputs.loss ? like(loss, (value) => value * by) : loss,
        gradient: outputs.gradient ? like(gradient, (value) => value * by) : gradient,
      };
    },
  };
}

interface Outputs {
  readonly loss: boolean;
  readonly gradient: boolean;
}

function like(tensor: Tensor, change: (value: number) => number): Tensor {
  return mapped(tensor, (value) => roundTo(tensor.dtype, change(value)));
}

function factors({ lossCall, right, got }: Told): readonly Mutant[] {
  const [ofLoss, ofGradient] = [ratio(got.loss, right.loss), ratio(got.gradient, right.gradient)];
  const by = ofLoss ?? ofGradient;
  if (by === undefined) return [];
  const isBoth = ofLoss !== undefined && ofGradient !== undefined;
  const outputs = { loss: ofLoss !== undefined, gradient: ofGradient !== undefined };
  const what = isBoth ? "all" : outputs.loss ? "loss" : "gradient";
  const whose = isBoth ? "loss and gradient" : outputs.loss ? "the loss" : "the gradient";
  const short = written(by);
  const fixed =
    short === undefined
      ? []
      : [times(`${what}-times-${short.text}`, `${whose} times ${short.text}`, () => short.value, outputs)];
  const named = QUANTITIES.filter(([, of]) => Math.abs(of(lossCall) / by - 1) < NEAR).map(([says, of]) =>
    times(`${what}-times-${says.replaceAll(/\W+/g, "-")}`, `${whose} times ${says}`, of, outputs),
  );
  return [...fixed, ...named];
}

/** The smoothing at which the loss, or else the gradient, is the one that was given: they are straight lines in it. */
function smoothings({ lossCall, got }: Told): readonly Mutant[] {
  const { labelSmoothing: a } = lossCall;
  const output = got.loss === undefined ? "gradient" : "loss";
  const wanted = got[output];
  if (wanted === undefined || lossCall.axes.divergence !== "cross-entropy") return [];
  const [none, full] = [0, 1].map((labelSmoothing) => evaluate({ ...lossCall, labelSmoothing })[output].data);
  if (wanted.data.length !== none!.length) return [];
  let [over, under] = [0, 0];
  none!.forEach((from, i) => {
    const slope = full![i]! - from;
    over += (wanted.data[i]! - from) * slope;
    under += slope * slope;
  });
  const other = over / under;
  if (!Number.isFinite(other) || Math.abs(other - a) <= NEAR) return [];
  const found: Mutant[] = [];
  const add = (id: string, says: string, of: (a: number, e: LossCall) => number): void => {
    found.push(
      moved(id, says, (e) => {
        const labelSmoothing = of(e.labelSmoothing, e);
        return labelSmoothing === e.labelSmoothing ? undefined : { ...e, labelSmoothing };
      }),
    );
  };
  const fixed = Number(other.toPrecision(3));
  if (Math.abs(fixed - other) <= NEAR) {
    add(`smoothing-always-${fixed}`, `a label smoothing of ${fixed}, whatever is asked for`, () => fixed);
    if (other < a)
      add(`smoothing-at-most-${fixed}`, `a label smoothing of at most ${fixed}`, (given) =>
        Math.min(given, fixed),
      );
    if (a === 0)
      add(
        `smoothing-${fixed}-for-0`,
        `a label smoothing of ${fixed} in place of 0`,
        (given) => given || fixed,
      );
  }
  const short = written(other / a);
  if (short !== undefined)
    add(
      `smoothing-times-${short.text}`,
      `label smoothing times ${short.text}`,
      (given) => given * short.value,
    );
  for (const [says, of] of QUANTITIES)
    if (Math.abs((of(lossCall) * a) / other - 1) < NEAR)
      add(
        `smoothing-times-${says.replaceAll(/\W+/g, "-")}`,
        `label smoothing times ${says}`,
        (given, e) => given * of(e),
      );
  const power = a > 0 && other > 0 ? written(Math.log(other) / Math.log(a)) : undefined;
  if (power !== undefined)
    add(
      `smoothing-to-the-${power.text}`,
      `label smoothing to the power of ${power.text}`,
      (given) => given ** power.value,
    );
  for (const places of [1, 2])
    if (Math.abs(Number(a.toFixed(places)) - other) <= NEAR)
      add(`smoothing-${places}-decimals`, `label smoothing rounded to ${places} decimals`, (given) =>
        Number(given.toFixed(places)),
      );
  return found;
}

/** Less than this share of a loss is its rounding. */
const LEAST_ADDED = 1e-6;

/** A constant, or the square of the normaliser's logarithm, added to a loss; a loss that is no larger than some number. */
function additions({ lossCall, right, got }: Told): readonly Mutant[] {
  const { loss } = got;
  if (loss === undefined || loss.data.length !== right.loss.data.length || loss.data.length === 0) return [];
  const added = Number((loss.data[0]! - right.loss.data[0]!).toPrecision(2));
  const most = Number(loss.data[0]!.toPrecision(3));
  const ofLoss = (id: string, says: string, change: (value: number) => number): Mutant => ({
    id,
    says,
    answer: (e) => {
      const answer = evaluate(e);
      return { ...answer, loss: like(answer.loss, change) };
    },
  });
  const z = withZLoss(lossCall, 1)?.loss.data[0];
  const share =
    z === undefined ? undefined : written((loss.data[0]! - right.loss.data[0]!) / (z - right.loss.data[0]!));
  return [
    ...(Math.abs(added) > LEAST_ADDED * Math.abs(right.loss.data[0]!)
      ? [ofLoss(`loss-plus-${added}`, `${added} added to the loss`, (value) => value + added)]
      : []),
    ofLoss(`loss-at-most-${most}`, `no loss above ${most}`, (value) => Math.min(value, most)),
    ...(share === undefined
      ? []
      : [
          {
            id: `normaliser-squared-times-${share.text}`,
            says: `${share.text} times the square of the logarithm of the normaliser added to the loss`,
            answer: (e: LossCall) => {
              const whole = withZLoss(e, share.value);
              return whole && { loss: whole.loss, gradient: evaluate(e).gradient };
            },
          },
        ]),
  ];
}

/** Losses or gradients of so many decimals or digits. */
function rounded({ right, got }: Told): readonly Mutant[] {
  return (["loss", "gradient"] as const).flatMap((output) =>
    [2, 3, 4, 5, 6].flatMap((count) =>
      (["decimals", "digits"] as const).flatMap((kind): Mutant[] => {
        const round = (value: number): number =>
          !Number.isFinite(value)
            ? value
            : kind === "digits"
              ? Number(value.toPrecision(count))
              : Math.round(value * 10 ** count) / 10 ** count;
        const same = got[output]?.data.every(
          (value, i) =>
            Math.abs(value - round(right[output].data[i] ?? Number.NaN)) <= 1e-7 * Math.abs(value),
        );
        if (same !== true) return [];
        return [
          {
            id: `${output}-of-${count}-${kind}`,
            says: `the ${output} rounded to ${count} ${kind}`,
            ...(output === "gradient" ? { isMisled: true as const } : {}),
            answer: (e) => {
              const answer = evaluate(e);
              return { ...answer, [output]: like(answer[output], round) };
            },
          },
        ];
      }),
    ),
  );
}
