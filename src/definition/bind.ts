/**
 * Binds a record to options: the one place where options and the inputs of calls are checked. The library, `serve`, the
 * TensorFlow.js ops, the analysis and the tests all use it, so none of them can accept what another refuses.
 */
import type { LossCall } from "../loss/loss-call.ts";
import { asTensor, type TensorLike } from "../math/as-tensor.ts";
import { refuse, show } from "../math/errors.ts";
import { checkOptions, ownValue } from "../math/given-options.ts";
import { onGrid } from "../math/grid.ts";
import type { Tensor, TensorForm } from "../math/tensor.ts";
import { checkOption, isAccepted, type OptionValues, type SettledOptions, settle } from "./options.ts";
import type { VariantRecord } from "./record.ts";
import { type CallForms, resolveForms } from "./resolve-forms.ts";

/** The tensors of one call, under the names of the protocol. */
interface CallInputs {
  readonly input: TensorLike;
  readonly target: TensorLike;
  readonly weight?: TensorLike | undefined;
  readonly upstream?: TensorLike | undefined;
}

/** A loss with its options fixed, before it is given tensors. */
export interface BoundLoss extends SettledOptions {
  /**
   * The loss call for some tensors; everything is checked before anything is computed.
   *
   * @throws InvalidArgument for what the source refuses when it is called
   */
  readonly call: (inputs: CallInputs) => LossCall;
  /**
   * The same for tensors of which only dtype and shape are known. Class indices are left to `checkIndices`.
   *
   * @throws InvalidArgument where an option or a form does not fit
   */
  readonly callForms: <Held extends TensorForm>(forms: CallForms<Held>) => LossCall<Held>;
  /** Refuses the options that the source refuses only when it is called. `call` and `callForms` do this first. */
  readonly checkCalled: () => void;
}

/**
 * Binds a record to options, and refuses what the source refuses when the loss is made.
 *
 * @throws InvalidArgument for what the source refuses, for options that are not a plain object, and for an option that
 *   the variant does not have
 */
export function bind(record: VariantRecord, options: OptionValues = {}): BoundLoss {
  checkOptions(options, Object.keys(record.options), record.id);
  const given: OptionValues = { ...options };
  const specs = Object.entries(record.options);
  for (const [name, spec] of specs) {
    if (spec.phase === "construct") checkOption(name, spec, ownValue(given, name));
  }
  const settled = settle(record, given);
  checkExcluded(settled);
  const refusedLater = specs.filter(([name, spec]) => !isAccepted(spec, ownValue(given, name)));
  const checkCalled = (): void => {
    for (const [name, spec] of refusedLater) checkOption(name, spec, ownValue(given, name));
  };
  const callForms: BoundLoss["callForms"] = (forms) => {
    checkCalled();
    return resolveForms(settled, forms);
  };
  return { ...settled, checkCalled, callForms, call: (inputs) => callOnValues(callForms, inputs) };
}

/** A source that indexes with ignoreIndex when the loss is made refuses then an index that names no class. */
function checkExcluded({ axes, values }: SettledOptions): void {
  const { ignoreIndex, numClasses } = values as { ignoreIndex?: number; numClasses?: number };
  if (axes.excludedClass !== "python-index" || ignoreIndex === undefined || numClasses === undefined) return;
  if (ignoreIndex >= -numClasses && ignoreIndex < numClasses) return;
  refuse(
    "ignoreIndex",
    `expected an index in [${-numClasses}, ${numClasses - 1}] for ${numClasses} classes, got ${ignoreIndex}`,
    "ignore-index-out-of-range",
    "construct",
  );
}

function callOnValues(callForms: BoundLoss["callForms"], inputs: CallInputs): LossCall {
  const { input, weight, upstream } = inputs;
  const target = readTensor(inputs.target, "target");
  // Plain JavaScript numbers have no dtype, so integers among them are read as class indices.
  const untyped = Array.isArray(inputs.target) || typeof inputs.target === "number";
  const lossCall = callForms({
    input: (name) => readTensor(input, name),
    target,
    targetIsUntypedIntegers: untyped && target.data.every(Number.isSafeInteger),
    weight: weight === undefined ? undefined : (name) => readTensor(weight, name),
    upstream: upstream === undefined ? undefined : readTensor(upstream, "upstream"),
  });
  if (lossCall.targetKind === "indices") checkIndices(lossCall, lossCall.target.data);
  return lossCall;
}

/** The first element that is no integer. A loop, since `find` takes twice as long, and a batch may have few classes. */
function firstFraction(data: ArrayLike<number>): number | undefined {
  for (let i = 0; i < data.length; i += 1) if (!Number.isInteger(data[i])) return data[i];
  return undefined;
}

/** A tensor with values that its dtype can hold: floats are rounded, as they are in messages. */
function readTensor(value: TensorLike, argument: string): Tensor {
  const tensor = asTensor(value, argument);
  const fraction = tensor.dtype === "int64" ? firstFraction(tensor.data) : undefined;
  if (fraction === undefined) return onGrid(tensor);
  const code = argument === "target" ? "target-dtype" : "input-dtype";
  refuse(argument, `expected integers for int64, got ${show(fraction)}`, code);
}

/**
 * Refuses class indices that name no class.
 *
 * @param indices those of the loss call's target
 */
export function checkIndices(
  { input, classAxis, ignoreIndex, ignoredOutside = false }: LossCall<TensorForm>,
  indices: ArrayLike<number>,
): void {
  const width = input.shape[classAxis] ?? 1;
  for (let i = 0; i < indices.length; i += 1) {
    const index = indices[i]!;
    if (index >= 0 && index < width) continue;
    const side = index < 0 ? "negative" : "beyond";
    if (index === ignoreIndex && (ignoredOutside === true || ignoredOutside === side)) continue;
    refuse(
      "target",
      `expected class indices in [0, ${width - 1}], got ${show(index)}`,
      "class-index-out-of-range",
    );
  }
}
