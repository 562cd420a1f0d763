/** Turns a variant's record into the library's functions: `torch({ labelSmoothing: 0.1 }).loss(logits, target)`. */

import { jsOf, type LinkKind, type LossBackend } from "../loss/backend.ts";
import type { Evaluated } from "../loss/evaluate.ts";
import type { LossCall } from "../loss/loss-call.ts";
import type { TensorLike } from "../math/as-tensor.ts";
import type { DType } from "../math/dtypes.ts";
import { refuse, show } from "../math/errors.ts";
import { checkObject, checkOptions, ownValue } from "../math/given-options.ts";
import { onGrid } from "../math/grid.ts";
import { Halves } from "../math/halves.ts";
import { checkNames } from "../math/names.ts";
import { halfTensor, type Tensor } from "../math/tensor.ts";
import { bind } from "./bind.ts";
import { type GradientPlace, keptFor, placeFor } from "./gradient-place.ts";
import type { OptionValues } from "./options.ts";
import type { VariantRecord } from "./record.ts";

/**
 * A result: row-major values in the dtype of the first input, and the shape; a scalar has shape []. Losses are in nats.
 * Values of float16 and bfloat16 are rounded to that dtype and held in a Float64Array.
 */
export interface OutputTensor {
  readonly data: Float64Array | Float32Array;
  readonly shape: readonly number[];
  /** The bit patterns of a gradient whose input came as 16-bit floats; `data` is then made when it is first read. */
  readonly bits?: Uint16Array;
}

/** Tensors that every variant takes in addition to the first input and the target. */
export interface CommonExtras {
  /** The incoming gradient, in the shape of the loss. Default: ones. */
  readonly upstream?: TensorLike;
  /**
   * Where `lossAndGradient` writes the gradient: `data` of the first input's size, a Float32Array for float32 and a
   * Float64Array for other dtypes, or `bits`, a Uint16Array for float16 and bfloat16. The first input's own values may be
   * given, and are then overwritten; memory that overlaps any other tensor of the call is refused. Default: a new array.
   */
  readonly gradient?: GradientPlace;
}

/** Weights per class, shape [C]. */
export interface ClassWeightExtras extends CommonExtras {
  readonly weight?: TensorLike;
}

/** Weights per row loss. */
export interface SampleWeightExtras extends CommonExtras {
  readonly sampleWeight?: TensorLike;
}

/** A loss with its options fixed. */
export interface Criterion<Extras extends CommonExtras = CommonExtras> {
  readonly id: string;
  /** Computes the loss, in nats. @throws InvalidArgument for inputs that the source refuses */
  loss(input: TensorLike, target: TensorLike, extras?: Extras): OutputTensor;
  /**
   * Computes the loss, in nats, and d(sum of loss * upstream) / d(first input) in the shape of the first input.
   *
   * @throws InvalidArgument for inputs that the source refuses
   */
  lossAndGradient(
    input: TensorLike,
    target: TensorLike,
    extras?: Extras,
  ): { readonly loss: OutputTensor; readonly gradient: OutputTensor };
}

/** Where a criterion runs, and what it keeps. */
export interface Environment {
  /** What computes it. Default: JavaScript. */
  readonly backend?: LossBackend;
  /**
   * Whether `lossAndGradient` gives the same array of gradients again where a call's input has the dtype and size of the
   * one before: a gradient then lives until the next call. A fresh array costs more than it seems, since the system gives
   * its pages one by one: 16,385 of them for 64 MB, which took 24 ms where the loss took 25. Default false.
   */
  readonly reuse?: boolean;
}

/** Makes criteria of one variant. The options may be left out where all have defaults. */
export type CriterionFactory<Options extends object, Extras extends CommonExtras> = (
  ...args: Partial<Options> extends Options
    ? [options?: Options, environment?: Environment]
    : [options: Options, environment?: Environment]
) => Criterion<Extras>;

/** The options of a record as a caller writes them: those without a default that may not be left out are required. */
export type RecordOptions<Made extends VariantRecord> = Plain<
  {
    readonly [Name in keyof Made["options"] as Made["options"][Name] extends MayBeLeftOut
      ? never
      : Name]: ValueOf<Made["options"][Name]>;
  } & {
    readonly [Name in keyof Made["options"] as Made["options"][Name] extends MayBeLeftOut
      ? Name
      : never]?: ValueOf<Made["options"][Name]>;
  }
>;

/** The tensors that the variant of a record takes in addition to the first input and the target. */
export type RecordExtras<Made extends VariantRecord> = Made extends { readonly weightName: "weight" }
  ? ClassWeightExtras
  : Made extends { readonly weightName: "sampleWeight" }
    ? SampleWeightExtras
    : CommonExtras;

type MayBeLeftOut = { readonly default: unknown } | { readonly optional: true };

type ValueOf<Option> = Option extends { readonly kind: "choice"; readonly axes: infer Choices }
  ? Option extends { readonly default: boolean }
    ? boolean
    : keyof Choices & string
  : number;

type Plain<Type> = { [Name in keyof Type]: Type[Name] };

/**
 * The criterion factory of a record.
 *
 * @param links the kinds of links that the record's options reach, narrower ones first: a bundle has no others
 *
 * The factory and its criteria throw InvalidArgument for what the source refuses, and where the options, the environment
 * or the extra tensors are not plain objects or have unknown names.
 */
export function criterionOf<const Made extends VariantRecord>(
  record: Made,
  ...links: readonly LinkKind[]
): CriterionFactory<RecordOptions<Made>, RecordExtras<Made>> {
  type Extras = RecordExtras<Made>;
  const js = jsOf(links);
  return (...args) => {
    const [options = {}, environment] = args;
    const bound = bind(record, options as OptionValues);
    checkEnvironment(environment);
    const { backend = js, reuse = false } = environment ?? {};
    let kept: Float32Array | Float64Array | Halves | undefined;
    const resolve = (input: TensorLike, target: TensorLike, extras: Extras | undefined): LossCall => {
      checkExtras(record, extras);
      const given = extras as { readonly [name: string]: TensorLike } | undefined;
      const weight = record.weightName === undefined ? undefined : ownValue(given, record.weightName);
      return bound.call({ input, target, weight, upstream: ownValue(given, "upstream") });
    };
    return {
      id: record.id,
      loss(input, target, extras) {
        return output(answered(backend, resolve(input, target, extras), false).loss);
      },
      lossAndGradient(input, target, extras) {
        const lossCall = resolve(input, target, extras);
        const { gradient: place, ...given } = { gradient: undefined, ...extras, input, target };
        const isHeld = backend.holds ?? (() => false);
        if (place === undefined && reuse) kept = keptFor(lossCall, given, kept);
        const into = place === undefined ? kept : placeFor(place, { lossCall, given, isHeld });
        const { loss, gradient } = answered(backend, lossCall, true, into);
        if (into instanceof Halves) return { loss: output(loss), gradient: output(inPlace(gradient!, into)) };
        const made = output(gradient!);
        if (into === undefined || made.data === into) return { loss: output(loss), gradient: made };
        into.set(made.data);
        return { loss: output(loss), gradient: { shape: made.shape, data: into } };
      },
    };
  };
}

/** Checks the result of a backend, which may be the user's own code. */
function answered(
  backend: LossBackend,
  lossCall: LossCall,
  gradient: boolean,
  into?: Float32Array | Float64Array | Halves,
): Evaluated {
  const want = into === undefined ? { gradient } : { gradient, into };
  const evaluated: Partial<Evaluated> | undefined = backend.evaluate(lossCall, want);
  const wanted = gradient ? (["loss", "gradient"] as const) : (["loss"] as const);
  for (const name of wanted) {
    const made: unknown = evaluated?.[name];
    if (isTensor(made, lossCall.input.dtype)) continue;
    throw new TypeError(
      made === undefined
        ? `backend ${backend.id}: expected { ${wanted.join(", ")} } of evaluate, got ${show(evaluated)}`
        : `backend ${backend.id}: expected ${name} as { dtype: "${lossCall.input.dtype}", shape, data }, got ${show(made)}`,
    );
  }
  return evaluated as Evaluated;
}

function isTensor(value: unknown, dtype: DType): value is Tensor {
  const tensor = Object(value) as Partial<Tensor>;
  if (tensor.dtype !== dtype || !Array.isArray(tensor.shape)) return false;
  return tensor.halves !== undefined || ArrayBuffer.isView(tensor.data);
}

/** A gradient as the bits that it was to be written to, whether the backend did so or not. */
function inPlace(gradient: Tensor, place: Halves): Tensor {
  if (gradient.halves !== place) place.store(Float64Array.from(gradient.data), 0, 1, place.bits.length);
  return halfTensor(gradient.shape, place);
}

function checkEnvironment(environment: Environment | undefined): void {
  checkOptions(environment, ["backend", "reuse"], "the environment", "environment");
  const { backend, reuse } = environment ?? {};
  if (reuse !== undefined && typeof reuse !== "boolean")
    refuse("reuse", `expected true or false, got ${show(reuse)}`, "invalid-request", "construct");
  if (backend === undefined || typeof backend?.evaluate === "function") return;
  const problem = `expected an object with a function evaluate, got ${show(backend)}`;
  refuse("backend", problem, "invalid-request", "construct");
}

function checkExtras({ id, weightName }: VariantRecord, extras: object | undefined): void {
  const known = [...(weightName === undefined ? [] : [weightName]), "upstream", "gradient"];
  checkObject(extras, "extras", known, "call");
  checkNames(extras, known, ` for ${id}`, "invalid-request", "call");
}

function output(tensor: Tensor): OutputTensor {
  const { halves } = tensor;
  if (halves !== undefined) {
    return {
      shape: tensor.shape,
      bits: halves.bits,
      get data() {
        return halves.values;
      },
    };
  }
  const { dtype, shape, data } = onGrid(tensor);
  const isHeld = dtype === "float32" ? data instanceof Float32Array : data instanceof Float64Array;
  const held = dtype === "float32" ? Float32Array : Float64Array;
  return { shape, data: isHeld ? (data as Float64Array | Float32Array) : held.from(data) };
}
