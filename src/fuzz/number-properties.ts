/** Properties of the numbers: of logits, of ignored rows, of the incoming gradient, of the slope, of earlier calls. */
import { roundTo, sizeOf, type Tensor } from "../math/tensor.ts";
import { reversed } from "./order-properties.ts";
import { difference, inputName, type Outputs, type Trial, withData, withInputs } from "./trial.ts";

/** Largest first: what an implementation loses digits to is a large one. */
const OFFSETS = [2 ** 20, -(2 ** 20), 4096, -256, 16, -1] as const;

export async function offsetChangesNothing(trial: Trial): Promise<string | undefined> {
  const { call, lossCall, first, ask } = trial;
  const { probabilities, cap, normaliserCost } = lossCall.axes.link;
  if (probabilities !== "softmax" || cap !== undefined || normaliserCost !== undefined) return undefined;
  const { input } = lossCall;
  const round = (value: number): number => roundTo(input.dtype, value);
  const offset = OFFSETS.find((c) =>
    input.data.every((x) => round(x + c) - c === x && round(x + c) === x + c),
  );
  if (offset === undefined) return undefined;
  const moved = withData(
    input,
    Array.from(input.data, (x) => x + offset),
  );
  return difference(trial, await ask(withInputs(call, { [inputName(trial)]: moved })), first);
}

export async function ignoredRowsHoldAnything(trial: Trial): Promise<string | undefined> {
  const { call, lossCall, first, ask } = trial;
  const { axes, input, target, targetKind, ignoreIndex, classAxis, softmaxAxis } = lossCall;
  const isCounted = axes.ignoredRows === "none" || axes.ignoredRows === "no-label";
  if (isCounted || targetKind !== "indices" || ignoreIndex === undefined || classAxis !== softmaxAxis)
    return undefined;
  if (!target.data.includes(ignoreIndex)) return undefined;
  const width = input.shape[classAxis] ?? 1;
  const stride = sizeOf(input.shape.slice(classAxis + 1));
  // The numbers of an ignored row are reordered and enlarged, but stay legal for the first input.
  const data = Array.from(input.data, (value, flat) => {
    const row = Math.floor(flat / (stride * width)) * stride + (flat % stride);
    if (target.data[row] !== ignoreIndex) return value;
    const k = Math.floor(flat / stride) % width;
    const mirrored = input.data[flat + (width - 1 - 2 * k) * stride]!;
    return axes.input === "logits" ? mirrored + 2 * (k % 3) : mirrored;
  });
  return difference(trial, await ask(withInputs(call, { [inputName(trial)]: withData(input, data) })), first);
}

export async function upstreamScales(trial: Trial): Promise<string | undefined> {
  const { call, first, ask, scales } = trial;
  if (first.gradient === undefined) return undefined;
  const ones: Tensor = {
    dtype: first.loss.dtype,
    shape: first.loss.shape,
    data: new Float64Array(first.loss.data.length).fill(1),
  };
  const upstream = call.inputs.upstream ?? ones;
  const doubled = withData(
    upstream,
    Array.from(upstream.data, (value) => 2 * value),
  );
  const expected: Outputs = {
    loss: first.loss,
    gradient: withData(
      first.gradient,
      Array.from(first.gradient.data, (value) => 2 * value),
    ),
  };
  const twice = { ...scales, gradient: scales.gradient.map((scale) => 2 * scale) };
  const got = await ask(withInputs(call, { upstream: doubled }));
  return difference({ ...trial, scales: twice }, got, expected);
}

/** Steps of a five-point difference in a logit, and as a share of a probability. */
const STEP = { float64: 2 ** -9, float32: 2 ** -3 } as const;
const SHARE = { float64: 2 ** -9, float32: 2 ** -5 } as const;

/** What such a difference is off by, as a share of the loss and of the slope: cut off terms, and rounding over the step. */
const OFF = { float64: 2 ** -30, float32: 2 ** -9 } as const;

export async function gradientIsSlope(trial: Trial): Promise<string | undefined> {
  const { call, lossCall, first: answer, ask, scales } = trial;
  const { axes, input, targetKind } = lossCall;
  const { dtype } = call;
  if (answer.gradient === undefined || (dtype !== "float64" && dtype !== "float32")) return undefined;
  // Such gradients are derivatives only for targets that sum to 1, and a clip has a kink.
  if (axes.normaliser !== "by-mass" && targetKind === "distribution") return undefined;
  if (axes.link.clip !== "none") return undefined;
  const stepAt = (x: number): number => (axes.input === "probs" ? Math.abs(x) * SHARE[dtype] : STEP[dtype]);
  const round = (value: number): number => roundTo(input.dtype, value);
  // One of the numbers that are changed by a step as it is: infinities and the largest ones are not.
  const movable = Array.from(input.data, (_, flat) => flat).filter((flat) => {
    const x = input.data[flat]!;
    return Math.abs(round(x + stepAt(x)) - x - stepAt(x)) <= OFF[dtype] * stepAt(x);
  });
  const [first = -1] = movable;
  if (first === -1) return undefined;
  const flat = movable[Math.floor(Math.abs(input.data[first]! * 8)) % movable.length]!;
  const x = input.data[flat]!;
  const step = stepAt(x);
  const weights = call.inputs.upstream?.data;
  let slope = 0;
  for (const [times, factor] of [
    [-2, 1],
    [-1, -8],
    [1, 8],
    [2, -1],
  ] as const) {
    const data = Float64Array.from(input.data);
    data[flat] = round(x + times * step);
    const moved = await ask(withInputs(call, { [inputName(trial)]: withData(input, data) }));
    if (moved === undefined) return "a moved call has no answer";
    const loss = moved.loss.data.reduce((sum, value, i) => sum + value * (weights?.[i] ?? 1), 0);
    slope += (factor * loss) / (12 * step);
  }
  const size = scales.loss.reduce((sum, value, i) => sum + Math.abs(value * (weights?.[i] ?? 1)), 0);
  const told = answer.gradient.data[flat]!;
  const off = OFF[dtype] * (Math.abs(slope) + scales.gradient[flat]! + size / 64);
  if (!Number.isFinite(slope) || Math.abs(slope - told) <= off) return undefined;
  return `element ${flat}: the loss rises by ${slope.toPrecision(6)}, the gradient says ${told.toPrecision(6)}`;
}

export async function answersRepeat(trial: Trial): Promise<string | undefined> {
  const { call, lossCall, first, ask } = trial;
  // A call with another smoothing and other numbers comes in between, in case something of it is kept.
  const { labelSmoothing } = call.options;
  const options =
    typeof labelSmoothing === "number"
      ? { ...call.options, labelSmoothing: labelSmoothing === 0.25 ? 0.125 : 0.25 }
      : call.options;
  await ask(withInputs({ ...call, options }, { [inputName(trial)]: reversed(lossCall.input, 0) }));
  return difference(trial, await ask(call), first);
}
