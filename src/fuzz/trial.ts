/** One call whose answers are compared with each other, and how it is changed and compared. */
import type { Call } from "../fixtures/vector.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { sameShape, type Tensor } from "../math/tensor.ts";
import { variantById } from "../variants/index.ts";
import { type Allowance, firstDifference } from "./differential.ts";

/** Loss and gradient of one answer. */
export interface Outputs {
  readonly loss: Tensor;
  readonly gradient: Tensor | undefined;
}

/** Everything by which the properties of one call are judged. */
export interface Trial extends Allowance {
  readonly call: Call;
  /** The call, as read by our record. */
  readonly lossCall: LossCall;
  /** The answer to the call itself. */
  readonly first: Outputs;
  /** Makes another call; undefined where its answer has no numbers. */
  readonly ask: (call: Call) => Promise<Outputs | undefined>;
}

/** Checks a property. Undefined where it holds or does not apply to the call; else how it is broken. */
export type Property = (trial: Trial) => Promise<string | undefined>;

/** The first element that is not as it should be; a missing answer counts as well. */
export function difference(
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

export function inputName({ lossCall }: Trial): InputName {
  return lossCall.axes.input;
}

/**
 * The weights that belong to rows. Weights of classes are told apart by the record, since a batch may have as many rows as
 * classes.
 */
export function rowWeightsOf({ call, lossCall: { axes, weight } }: Trial): Tensor | undefined {
  const isOfClasses = variantById(call.variant)?.accepts.weightShape === "classes";
  return axes.weight.startsWith("per-row") && !isOfClasses ? weight : undefined;
}

export function weightName({ inputs }: Call): InputName {
  return inputs.sampleWeight === undefined ? "weight" : "sampleWeight";
}

export function withInputs(call: Call, inputs: Call["inputs"]): Call {
  return { ...call, inputs: { ...call.inputs, ...inputs } };
}

export function withData<Of extends Tensor>(tensor: Of, data: Iterable<number>): Of {
  return { ...tensor, data: Float64Array.from(data) };
}
