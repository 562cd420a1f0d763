/** Turns a record and a call with values into a loss call, all of it checked before anything is computed. */

import type { LossCall } from "../loss/loss-call.ts";
import { asTensor, type TensorLike } from "../math/as-tensor.ts";
import { InvalidArgument, show } from "../math/errors.ts";
import { onGrid } from "../math/grid.ts";
import type { Tensor, TensorForm } from "../math/tensor.ts";
import type { OptionValues } from "./options.ts";
import type { VariantRecord } from "./record.ts";
import { resolveForms } from "./resolve-forms.ts";

/** Tensors of one call, by the names of the protocol. */
export interface CallInputs {
  readonly input: TensorLike;
  readonly target: TensorLike;
  readonly weight?: TensorLike | undefined;
  readonly upstream?: TensorLike | undefined;
}

/** @throws InvalidArgument for what the source of the variant refuses */
export function resolveCall(record: VariantRecord, options: OptionValues, call: CallInputs): LossCall {
  const { weight, upstream } = call;
  const target = readTensor(call.target, "target");
  // Plain JavaScript numbers carry no dtype, so integers among them are class indices.
  const untyped = Array.isArray(call.target) || typeof call.target === "number";
  const lossCall = resolveForms(record, options, {
    input: (name) => readTensor(call.input, name),
    target,
    targetIsUntypedIntegers: untyped && target.data.every(Number.isSafeInteger),
    weight: weight === undefined ? undefined : (name) => readTensor(weight, name),
    upstream: upstream === undefined ? undefined : readTensor(upstream, "upstream"),
  });
  if (lossCall.targetKind === "indices") checkIndices(lossCall, lossCall.target.data, record);
  return lossCall;
}

/** A tensor whose values are what its dtype can hold: floats are rounded, as they are on the wire. */
function readTensor(value: TensorLike, argument: string): Tensor {
  const tensor = asTensor(value, argument);
  const fraction = tensor.dtype === "int64" ? tensor.data.find((each) => !Number.isInteger(each)) : undefined;
  if (fraction === undefined) return onGrid(tensor);
  const code = argument === "target" ? "target-dtype" : "input-dtype";
  throw new InvalidArgument(code, "call", argument, `expected integers for int64, got ${show(fraction)}`);
}

/**
 * Refuses class indices that name no class.
 *
 * @param indices those of the loss call's target
 * @param record of the variant, for whether its source looks ignored targets up. Default: it does not.
 */
export function checkIndices(
  { axes, input, classAxis, ignoreIndex }: LossCall<TensorForm>,
  indices: ArrayLike<number>,
  { ignoredMustBeClass = false }: Pick<VariantRecord, "ignoredMustBeClass"> = {},
): void {
  const width = input.shape[classAxis] ?? 1;
  // A source that gathers or scatters before it masks needs every index in range, ignored ones too.
  const maskedFirst = ["masked", "multiplied", "no-label"].includes(axes.ignoredRows);
  const ignoredMayBeOutside = (maskedFirst && !ignoredMustBeClass) || axes.excludedClass === "in-range-index";
  for (let i = 0; i < indices.length; i += 1) {
    const index = indices[i]!;
    if (index >= 0 && index < width) continue;
    if (ignoredMayBeOutside && index === ignoreIndex) continue;
    throw new InvalidArgument(
      "class-index-out-of-range",
      "call",
      "target",
      `expected class indices in [0, ${width - 1}], got ${show(index)}`,
    );
  }
}
