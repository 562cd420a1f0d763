/**
 * What must hold of an implementation's own answers, whatever it computes: no oracle is asked. The record of a variant
 * says which properties it has; the evaluator's magnitudes say how much rounding may show.
 */

import { toleranceRow } from "../compare/tolerances.ts";
import type { Answer } from "../compare/verdict.ts";
import type { Implementation } from "../conformance/implementation.ts";
import type { Call } from "../fixtures/vector.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { magnitudes } from "../loss/magnitudes.ts";
import { reductionOf } from "../loss/row-losses.ts";
import { roundTo, sameShape, sizeOf, type Tensor, withoutAxis } from "../math/tensor.ts";
import { lossCallOf } from "../protocol/loss-call-of.ts";
import { variantById } from "../variants/index.ts";
import { type Allowance, type Comparison, firstDifference } from "./differential.ts";

/** Loss and gradient of one answer. */
interface Outputs {
  readonly loss: Tensor;
  readonly gradient: Tensor | undefined;
}

/** Everything by which the properties of one call are judged. */
interface Trial extends Allowance {
  readonly call: Call;
  /** The call, as read by our record. */
  readonly lossCall: LossCall;
  /** The answer to the call itself. */
  readonly first: Outputs;
  /** Makes another call; undefined where its answer has no numbers. */
  readonly ask: (call: Call) => Promise<Outputs | undefined>;
}

/** Checks a property. Undefined where it holds or does not apply to the call; else how it is broken. */
type Property = (trial: Trial) => Promise<string | undefined>;

/** Every property, by the words with which a report says that it is broken. */
const PROPERTIES: readonly (readonly [says: string, property: Property])[] = [
  ["a common offset of the logits changes nothing", offsetChangesNothing],
  ["permuting the classes permutes the gradient and leaves the loss", classesPermute],
  ["permuting the rows permutes the answers", rowsPermute],
  ["the parts of a batch add up to the whole", partsAddUp],
  ["an ignored row may hold any numbers", ignoredRowsHoldAnything],
  ["twice the incoming gradient gives twice the gradient", upstreamScales],
  ["the gradient is the slope of the loss", gradientIsSlope],
  ["the same call gives the same answer, whatever was asked before", answersRepeat],
];

/** Compares several answers of the implementation with each other. */
export async function checkProperties(call: Call, subject: Implementation): Promise<Comparison> {
  const answer = await subject.answer(call);
  if (answer.kind === "skipped") return { kind: "not-compared", reason: answer.reason };
  if (answer.kind === "errored") return { kind: "different", message: answer.message };
  const first = outputsOf(answer);
  const lossCall = lossCallOf(call);
  if (first === undefined || lossCall === undefined)
    return { kind: "not-compared", reason: "the call is refused" };
  const { loss, gradient } = magnitudes(lossCall);
  if (![...first.loss.data, ...loss, ...gradient].every(Number.isFinite))
    return { kind: "not-compared", reason: "the answer is not finite" };
  // Both answers may be off, each by its tolerance.
  const budget = (name: "loss" | "gradient"): number =>
    2 * toleranceRow(subject.judged, call.dtype, name).floor;
  const trial: Trial = {
    call,
    lossCall,
    first,
    scales: { loss, gradient },
    budgets: { loss: budget("loss"), gradient: budget("gradient") },
    flushes: toleranceRow(subject.judged, call.dtype, "gradient").flushesSubnormals,
    ask: async (other) => outputsOf(await subject.answer(other)),
  };
  for (const [says, property] of PROPERTIES) {
    const broken = await property(trial);
    if (broken !== undefined) return { kind: "different", message: `${says}: ${broken}` };
  }
  return { kind: "same", lossAlone: first.gradient === undefined };
}

function outputsOf(answer: Answer): Outputs | undefined {
  if (answer.kind !== "result" || answer.loss === undefined) return undefined;
  return { loss: answer.loss, gradient: answer.gradient };
}

/** The first element that is not as it should be; a missing answer counts as well. */
function difference(
  { call, ...allowance }: Trial,
  got: Outputs | undefined,
  expected: Outputs,
): string | undefined {
  if (got === undefined) return "the changed call has no answer";
  for (const name of ["loss", "gradient"] as const) {
    const [a, b] = [got[name], expected[name]];
    if (a === undefined || b === undefined) continue;
    if (!sameShape(a.shape, b.shape)) return `${name}: expected shape [${b.shape}], got [${a.shape}]`;
    const found = firstDifference(call, name, a.data, b.data, allowance);
    if (found !== undefined) return found;
  }
  return undefined;
}

type InputName = keyof Call["inputs"];

function inputName({ lossCall }: Trial): InputName {
  return lossCall.axes.input;
}

function weightName({ inputs }: Call): InputName {
  return inputs.sampleWeight === undefined ? "weight" : "sampleWeight";
}

function withInputs(call: Call, inputs: Call["inputs"]): Call {
  return { ...call, inputs: { ...call.inputs, ...inputs } };
}

function withData<Of extends Tensor>(tensor: Of, data: Iterable<number>): Of {
  return { ...tensor, data: Float64Array.from(data) };
}

/** Largest first: what an implementation loses digits to is a large one. */
const OFFSETS = [2 ** 20, -(2 ** 20), 4096, -256, 16, -1] as const;

async function offsetChangesNothing(trial: Trial): Promise<string | undefined> {
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

/** Reverses a tensor along an axis: element i of the result is element `size - 1 - i`. */
function reversed(tensor: Tensor, axis: number): Tensor {
  const size = tensor.shape[axis] ?? 1;
  const stride = sizeOf(tensor.shape.slice(axis + 1));
  return withData(
    tensor,
    Array.from(tensor.data, (_, flat) => {
      const at = Math.floor(flat / stride) % size;
      return tensor.data[flat + (size - 1 - 2 * at) * stride]!;
    }),
  );
}

async function classesPermute(trial: Trial): Promise<string | undefined> {
  const { call, lossCall, first, ask, scales } = trial;
  const { axes, classAxis, targetKind, target, ignoreIndex, input, weight } = lossCall;
  const width = input.shape[classAxis] ?? 1;
  const mirror = (index: number): number => (index >= 0 && index < width ? width - 1 - index : index);
  const isIndices = targetKind === "indices";
  // A negative index that Python counts from the end also names a class.
  if (axes.excludedClass === "python-index" && (ignoreIndex ?? 0) < 0) return undefined;
  const isClass = isIndices && ignoreIndex !== undefined && ignoreIndex >= 0 && ignoreIndex < width;
  const isPerClass = axes.weight === "per-class" || axes.weight === "per-class-on-row";
  // There, ignoreIndex is also compared with numbers other than classes.
  if (isClass && axes.ignoredRows === "no-label") return undefined;
  // A class that is ignored by default cannot be moved.
  if (isClass && !Object.hasOwn(variantById(call.variant)?.options ?? {}, "ignoreIndex")) return undefined;
  const options = isClass ? { ...call.options, ignoreIndex: mirror(ignoreIndex) } : call.options;
  const other = withInputs(
    { ...call, options },
    {
      [inputName(trial)]: reversed(input, classAxis),
      target: isIndices
        ? withData(
            target,
            Array.from(target.data, (index) => mirror(index)),
          )
        : reversed(target, classAxis),
      ...(isPerClass && weight !== undefined ? { weight: reversed(weight, 0) } : {}),
      ...(axes.rowLoss === "each" && call.inputs.upstream?.shape.length === input.shape.length
        ? { upstream: reversed(call.inputs.upstream, classAxis) }
        : {}),
    },
  );
  if (axes.rowLoss === "each" && weight !== undefined) return undefined;
  const unreduced = axes.rowLoss === "each" && first.loss.shape.length === input.shape.length;
  const expected: Outputs = {
    loss: unreduced ? reversed(first.loss, classAxis) : first.loss,
    gradient: first.gradient && reversed(first.gradient, classAxis),
  };
  const mirrored = {
    loss: unreduced ? reversed(withScale(first.loss, scales.loss), classAxis).data : scales.loss,
    gradient: reversed(withScale(input, scales.gradient), classAxis).data,
  };
  return difference({ ...trial, scales: mirrored as Trial["scales"] }, await ask(other), expected);
}

function withScale(like: Tensor, data: Float64Array): Tensor {
  return { dtype: "float64", shape: like.shape, data };
}

async function rowsPermute(trial: Trial): Promise<string | undefined> {
  const { call, lossCall, first, ask, scales } = trial;
  const { input, target, classAxis, softmaxAxis, weight, axes } = lossCall;
  const rows = input.shape[0] ?? 1;
  if (input.shape.length < 2 || classAxis === 0 || softmaxAxis === 0 || rows < 2) return undefined;
  if (axes.weight.startsWith("per-row") && weight !== undefined && weight.shape[0] !== rows) return undefined;
  const isPerRow = (tensor: Tensor | undefined): tensor is Tensor => tensor?.shape[0] === rows;
  const { upstream } = call.inputs;
  const perRowWeight = axes.weight.startsWith("per-row") && isPerRow(weight);
  const other = withInputs(call, {
    [inputName(trial)]: reversed(input, 0),
    target: reversed(target, 0),
    ...(perRowWeight ? { [weightName(call)]: reversed(weight, 0) } : {}),
    ...(isPerRow(upstream) ? { upstream: reversed(upstream, 0) } : {}),
  });
  const isUnreduced = first.loss.shape.length > 0;
  const expected: Outputs = {
    loss: isUnreduced ? reversed(first.loss, 0) : first.loss,
    gradient: first.gradient && reversed(first.gradient, 0),
  };
  const mirrored = {
    loss: isUnreduced ? reversed(withScale(first.loss, scales.loss), 0).data : scales.loss,
    gradient: reversed(withScale(input, scales.gradient), 0).data,
  };
  return difference({ ...trial, scales: mirrored as Trial["scales"] }, await ask(other), expected);
}

/** Rows `from` to `to` of a tensor's first axis. */
function slice(tensor: Tensor, from: number, to: number): Tensor {
  const row = sizeOf(tensor.shape.slice(1));
  return {
    ...withData(tensor, tensor.data.subarray(from * row, to * row)),
    shape: [to - from, ...tensor.shape.slice(1)],
  };
}

async function partsAddUp(trial: Trial): Promise<string | undefined> {
  const { call, lossCall, first, ask, scales, budgets } = trial;
  const { input, target, classAxis, softmaxAxis, weight, axes, targetKind } = lossCall;
  const rows = input.shape[0] ?? 1;
  const { divisor } = reductionOf(axes, targetKind);
  if (divisor !== "one" && divisor !== "unreduced") return undefined;
  if (input.shape.length < 2 || classAxis === 0 || softmaxAxis === 0 || rows < 2) return undefined;
  const perRowWeight = axes.weight.startsWith("per-row") ? weight : undefined;
  if (perRowWeight !== undefined && !sameShape(perRowWeight.shape, withoutAxis(input.shape, classAxis)))
    return undefined;
  const { upstream } = call.inputs;
  const middle = Math.ceil(rows / 2);
  const parts: Outputs[] = [];
  for (const [from, to] of [
    [0, middle],
    [middle, rows],
  ] as const) {
    const part = await ask(
      withInputs(call, {
        [inputName(trial)]: slice(input, from, to),
        target: slice(target, from, to),
        ...(perRowWeight === undefined ? {} : { [weightName(call)]: slice(perRowWeight, from, to) }),
        ...(upstream !== undefined && upstream.shape.length > 0
          ? { upstream: slice(upstream, from, to) }
          : {}),
      }),
    );
    if (part === undefined) return "a part has no answer";
    parts.push(part);
  }
  const joined = (name: "loss" | "gradient"): number[] =>
    parts.flatMap((part) => Array.from(part[name]?.data ?? []));
  const losses = joined("loss");
  const loss = divisor === "one" ? [losses.reduce((sum, each) => sum + each, 0)] : losses;
  const whole: Outputs = {
    loss: withData(first.loss, loss),
    gradient: first.gradient && withData(first.gradient, joined("gradient")),
  };
  // Three answers are compared, so the tolerance of a third is added.
  const wider = { ...trial, scales, budgets: { loss: budgets.loss * 2, gradient: budgets.gradient } };
  return difference(wider, first, whole);
}

async function ignoredRowsHoldAnything(trial: Trial): Promise<string | undefined> {
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

async function upstreamScales(trial: Trial): Promise<string | undefined> {
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

async function gradientIsSlope(trial: Trial): Promise<string | undefined> {
  const { call, lossCall, first, ask, scales } = trial;
  const { axes, input, targetKind } = lossCall;
  const { dtype } = call;
  if (first.gradient === undefined || (dtype !== "float64" && dtype !== "float32")) return undefined;
  // Such gradients are derivatives only for targets that sum to 1, and a clip has a kink.
  if (axes.normaliser !== "by-mass" && targetKind === "distribution") return undefined;
  if (axes.link.clip !== "none") return undefined;
  const flat = Math.floor(Math.abs(input.data[0]! * 8)) % input.data.length;
  const x = input.data[flat]!;
  const step = axes.input === "probs" ? Math.abs(x) * SHARE[dtype] : STEP[dtype];
  const round = (value: number): number => roundTo(input.dtype, value);
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
  const told = first.gradient.data[flat]!;
  const off = OFF[dtype] * (Math.abs(slope) + scales.gradient[flat]! + size / 64);
  if (!Number.isFinite(slope) || Math.abs(slope - told) <= off) return undefined;
  return `element ${flat}: the loss rises by ${slope.toPrecision(6)}, the gradient says ${told.toPrecision(6)}`;
}

async function answersRepeat(trial: Trial): Promise<string | undefined> {
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
