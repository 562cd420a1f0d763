/** Properties of the order of classes and rows, and of parts of a batch. */
import { reductionOf } from "../loss/row-losses.ts";
import { sameShape, sizeOf, type Tensor, withoutAxis } from "../math/tensor.ts";
import { variantById } from "../variants/index.ts";
import {
  difference,
  inputName,
  type Outputs,
  rowWeightsOf,
  type Trial,
  weightName,
  withData,
  withInputs,
} from "./trial.ts";

/** Reverses a tensor along an axis: element i of the result is element `size - 1 - i`. */
export function reversed(tensor: Tensor, axis: number): Tensor {
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

export async function classesPermute(trial: Trial): Promise<string | undefined> {
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

export async function rowsPermute(trial: Trial): Promise<string | undefined> {
  const { call, lossCall, first, ask, scales } = trial;
  const { input, target, classAxis, softmaxAxis } = lossCall;
  const rows = input.shape[0] ?? 1;
  if (input.shape.length < 2 || classAxis === 0 || softmaxAxis === 0 || rows < 2) return undefined;
  const rowWeights = rowWeightsOf(trial);
  if (rowWeights !== undefined && rowWeights.shape[0] !== rows) return undefined;
  const isPerRow = (tensor: Tensor | undefined): tensor is Tensor => tensor?.shape[0] === rows;
  const { upstream } = call.inputs;
  const other = withInputs(call, {
    [inputName(trial)]: reversed(input, 0),
    target: reversed(target, 0),
    ...(rowWeights === undefined ? {} : { [weightName(call)]: reversed(rowWeights, 0) }),
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

export async function partsAddUp(trial: Trial): Promise<string | undefined> {
  const { call, lossCall, first, ask, scales, budgets } = trial;
  const { input, target, classAxis, softmaxAxis, axes, targetKind } = lossCall;
  const rows = input.shape[0] ?? 1;
  const { divisor } = reductionOf(axes, targetKind);
  if (divisor !== "one" && divisor !== "unreduced") return undefined;
  if (input.shape.length < 2 || classAxis === 0 || softmaxAxis === 0 || rows < 2) return undefined;
  const rowWeights = rowWeightsOf(trial);
  if (rowWeights !== undefined && !sameShape(rowWeights.shape, withoutAxis(input.shape, classAxis)))
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
        ...(rowWeights === undefined ? {} : { [weightName(call)]: slice(rowWeights, from, to) }),
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
