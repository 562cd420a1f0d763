/** Losses for `model.compile({ loss })` of TensorFlow.js layers. */

import { bind } from "../definition/bind.ts";
import type { OptionValue, OptionValues } from "../definition/options.ts";
import type { VariantRecord } from "../definition/record.ts";
import type { Axes } from "../loss/axes.ts";
import { refuse, show } from "../math/errors.ts";
import { checkObject } from "../math/given-options.ts";
import { VARIANTS, variantById } from "../variants/index.ts";
import type { ExtrasOf, OptionsOf, VariantId } from "../variants/options-of.ts";
import { lossOf } from "./evaluate.ts";
import { floats, heldInput, heldTensor } from "./forms.ts";
import { asInput } from "./outputs.ts";
import { backendInUse, checkVersion } from "./peer.ts";
import { checkSupport } from "./support.ts";
import * as tf from "./tf.ts";

/** Options of a model, in addition to the variant's own. */
interface ModelOptions {
  /** Whether the model gives logits; if not, probabilities. Default false, as in Keras. */
  readonly fromLogits?: boolean;
  /** Weight of each class, for variants that have them. Default none. */
  readonly weight?: readonly number[];
}

/** Options with any names, which are checked when they are used. */
export interface AnyOptions extends ModelOptions {
  readonly [option: string]: OptionValue | readonly number[] | undefined;
}

/** A variant's own options, of which a model needs a loss that is one number, and what a model needs besides. */
export type CompileOptions<Id extends VariantId = VariantId> = Id extends VariantId
  ? {
      readonly [name in keyof OptionsOf<Id>]: name extends "reduction"
        ? Exclude<OptionsOf<Id>[name], "none">
        : OptionsOf<Id>[name];
    } & ("weight" extends keyof ExtrasOf<Id> ? ModelOptions : Pick<ModelOptions, "fromLogits">)
  : never;

/** The options, which may be left out where none is required. */
export type CompileArguments<Id extends VariantId> =
  Partial<CompileOptions<Id>> extends CompileOptions<Id>
    ? [options?: CompileOptions<Id>]
    : [options: CompileOptions<Id>];

/** A function that `model.compile` takes as a loss or a metric. */
export type CompiledLoss = (yTrue: tf.Tensor, yPred: tf.Tensor) => tf.Tensor;

/**
 * A loss for `model.compile`, in nats: one number per sample. `fit` takes their mean over the batch, which is the
 * variant's loss under its reduction, so `sampleWeight` multiplies samples as in Keras. Padding that the variant ignores
 * has no weight: with T positions per sample,
 *
 *     loss_i = sum_t loss_it * batch / kept rows
 *
 * Classes are on the last axis of yPred, where layers put them. yTrue is one-hot or a distribution in yPred's shape; a
 * variant that takes only class indices, or one with an ignoreIndex in [0, K), takes the class of its largest entry.
 *
 * @param variant id of the variant
 * @param options the variant's options (`reduction` may be any but `none`), `fromLogits` (default false) and `weight`, one
 *   number per class (default none)
 * @returns a function with a name, since `compile` shows and saves it
 * @throws InvalidArgument for an unknown variant or option, and for options that are not a plain object
 * @example
 * model.compile({ optimizer: "adam", loss: forCompile("torch", { labelSmoothing: 0.1, fromLogits: true }) });
 */
export function forCompile<Id extends VariantId>(
  variant: Id,
  ...[options = {} as CompileOptions<Id>]: CompileArguments<Id>
): CompiledLoss {
  return compiled(recordFor(variant), options as AnyOptions, `smoothproof_${variant.replaceAll("-", "_")}`);
}

/** The record of an id, with its classes on the last axis, where layers put them. */
export function recordFor(variant: string): VariantRecord {
  const record = variantById(variant);
  if (record === undefined) {
    const known = VARIANTS.map(({ id }) => id).join(", ");
    refuse("variant", `expected one of ${known}, got ${show(variant)}`, "variant-unknown", "construct");
  }
  const classAxis = record.axes.classAxis === "axis-option" ? "axis-option" : "last";
  return {
    ...record,
    axes: { ...record.axes, classAxis },
    accepts: { ...record.accepts, rank: { least: 2, most: Number.POSITIVE_INFINITY } },
  };
}

/** @param patch axes that a metric changes */
export function compiled(
  record: VariantRecord,
  options: AnyOptions,
  name: string,
  patch: Partial<Axes> = {},
): CompiledLoss {
  checkModelOptions(record, options);
  const { weight, fromLogits = false, ...own } = options;
  const values = { ...own, ...("fromLogits" in record.options ? { fromLogits } : {}) } as OptionValues;
  checkVersion();
  const bound = bind(record, values);
  bound.checkCalled();
  const { axes } = bound;
  checkSupport(record.id, axes);
  if ("divisor" in axes.reduction && axes.reduction.divisor === "unreduced") {
    refuse("reduction", "expected a mean or a sum, got none", "unsupported-option", "construct");
  }
  if (weight !== undefined && axes.weight !== "per-class") {
    refuse("weight", `expected none for ${record.id}`, "unsupported-option", "construct");
  }
  const call = (yTrue: tf.Tensor, yPred: tf.Tensor): tf.Tensor => {
    backendInUse();
    const output = heldInput(yPred, "yPred").tensor;
    const setting = bound.callForms({
      input: (input) => heldInput(asInput(axes, output, fromLogits), input),
      target: heldTensor(targetFrom(record, values, heldTensor(yTrue, "yTrue").tensor, output), "target"),
      weight: weight === undefined ? undefined : (of) => heldTensor(tf.tensor1d([...weight]), of),
    });
    if (setting.softmaxAxis === 0) {
      refuse("dim", "expected an axis other than the batch's, got 0", "unsupported-option");
    }
    return lossOf({ ...setting, axes: { ...setting.axes, ...patch } }, output.shape[0]);
  };
  const loss: CompiledLoss = (yTrue, yPred) => tf.tidy(() => call(yTrue, yPred));
  return Object.defineProperty(loss, "name", { value: name });
}

/** Names of all options that a loss for a model may have. */
export function modelOptions(record: VariantRecord): string[] {
  return [...new Set(["fromLogits", "weight", ...Object.keys(record.options)])];
}

/** The options that a model needs, which the variant's record does not know. */
function checkModelOptions(record: VariantRecord, options: AnyOptions): void {
  checkObject(options, "options", modelOptions(record));
  const { weight, fromLogits = false } = options;
  if (typeof fromLogits !== "boolean") {
    const problem = `expected true or false, got ${show(fromLogits)}`;
    refuse("fromLogits", problem, "unsupported-option", "construct");
  }
  if (weight === undefined || isNumbers(weight)) return;
  const problem = `expected an array of numbers, one per class, got ${show(weight)}`;
  refuse("weight", problem, "weight-shape", "construct");
}

function isNumbers(value: unknown): boolean {
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return false;
  const elements = Array.from(value as ArrayLike<unknown>);
  return elements.length > 0 && elements.every((element) => typeof element === "number");
}

/** Class indices of a one-hot target, if the variant needs them; else the target itself. */
function targetFrom(
  record: VariantRecord,
  values: OptionValues,
  yTrue: tf.Tensor,
  yPred: tf.Tensor,
): tf.Tensor {
  const { ignoreIndex } = values;
  const wanted =
    !record.accepts.targets.includes("distribution") || (typeof ignoreIndex === "number" && ignoreIndex >= 0);
  if (yTrue.rank !== yPred.rank) return yTrue;
  // tf.oneHot makes integers, and layers pass them on.
  return wanted ? tf.argMax(yTrue, -1) : floats(yTrue);
}
