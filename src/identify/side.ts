/** One side of a comparison: a variant with its options, and its loss call for a sample. */

import { bind } from "../definition/bind.ts";
import { type OptionValues, settle } from "../definition/options.ts";
import type { VariantRecord } from "../definition/record.ts";
import { classAxisOf } from "../definition/resolve-forms.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { InvalidArgument, refuse } from "../math/errors.ts";
import { reshaped } from "../math/permute.ts";
import { sameShape, sizeOf, type Tensor } from "../math/tensor.ts";
import { knownVariants, variantById } from "../variants/index.ts";
import type { OptionsOf, VariantId } from "../variants/options-of.ts";
import { classIndices, deriveInput, holdsIndices, oneHot } from "./derive-input.ts";
import type { ReadSample } from "./sample.ts";

/** A variant and its options, as they come from outside: both are checked before anything is computed. */
export interface AnySide {
  /** The id of a registered variant, or a record. */
  readonly variant: string | VariantRecord;
  readonly options?: OptionValues;
}

/**
 * A registered variant by its id, with options of its own, or your own record with any options. `numClasses` is the width
 * of the input unless given.
 */
export type Side = RegisteredSide | { readonly variant: VariantRecord; readonly options?: OptionValues };

type RegisteredSide = {
  readonly [Id in VariantId]: {
    readonly variant: Id;
    readonly options?: { readonly [Name in keyof OptionsOf<Id>]?: OptionsOf<Id>[Name] | undefined };
  };
}[VariantId];

/** @throws InvalidArgument where there is no such variant */
export function recordOf({ variant }: AnySide): VariantRecord {
  if (typeof variant !== "string") return variant;
  const record = variantById(variant);
  if (record !== undefined) return record;
  const known = knownVariants();
  refuse("variant", `expected one of ${known}, got "${variant}"`, "variant-unknown", "construct");
}

/**
 * A side's loss call for a sample; inputs that the side takes in another form are derived. If the side takes only one axis
 * of rows, or has its classes elsewhere, the rows of a sample whose classes are last are merged into one axis, as
 * `logits.view(-1, K)` does.
 *
 * @throws InvalidArgument for what the variant refuses
 */
export function evaluationFor(side: AnySide, sample: ReadSample): LossCall {
  try {
    return evaluationAsGiven(side, sample);
  } catch (refusal) {
    const flat = flattened(sample);
    const isShape = refusal instanceof InvalidArgument && refusal.code === "shape-mismatch";
    if (flat === undefined || !isShape) throw refusal;
    try {
      return evaluationAsGiven(side, flat);
    } catch {
      throw refusal;
    }
  }
}

/** The sample with all rows on one axis; undefined where they are so already, or the classes are not last. */
function flattened(sample: ReadSample): ReadSample | undefined {
  const { input, target, sampleWeight } = sample;
  const rows = input.shape.slice(0, -1);
  const width = input.shape.at(-1);
  if (rows.length < 2 || width === undefined) return undefined;
  const isIndices = sameShape(target.shape, rows);
  if (!isIndices && !sameShape(target.shape, input.shape)) return undefined;
  const count = sizeOf(rows);
  const isPerRow = sampleWeight !== undefined && sameShape(sampleWeight.shape, rows);
  return {
    ...sample,
    input: reshaped(input, [count, width]),
    target: reshaped(target, isIndices ? [count] : [count, width]),
    sampleWeight: isPerRow ? reshaped(sampleWeight, [count]) : sampleWeight,
  };
}

function evaluationAsGiven(side: AnySide, sample: ReadSample): LossCall {
  const record = recordOf(side);
  const { input, weight, sampleWeight } = sample;
  const options = withNumClasses(record, side.options ?? {}, input);
  const bound = bind(record, options);
  bound.checkCalled();
  const { axes, values } = bound;
  const classAxis = classAxisOf(axes, input.shape, values.axis as number | undefined);
  const width = input.shape[classAxis] ?? 1;
  const perClass = axes.weight.startsWith("per-class");
  // The `weight` of a file is read as weights per class where the side has those.
  const rowWeight = sampleWeight ?? (weight && sameShape(weight.shape, [width]) ? undefined : weight);
  const call = {
    target: targetFor(record, sample, classAxis),
    weight: record.weightName === undefined ? undefined : perClass ? weight : rowWeight,
  };
  // Shapes decide along which axis softmax runs, so the input is derived after that.
  const { softmaxAxis } = bound.call({ ...call, input });
  return bound.call({ ...call, input: deriveInput(sample, axes, softmaxAxis) });
}

function withNumClasses(record: VariantRecord, options: OptionValues, input: Tensor): OptionValues {
  if (!("numClasses" in record.options) || options.numClasses !== undefined) return options;
  const { axes } = settle(record, options);
  const width = input.shape[classAxisOf(axes, input.shape, options.axis as number | undefined)];
  return width === undefined ? options : { ...options, numClasses: width };
}

function targetFor(record: VariantRecord, sample: ReadSample, classAxis: number): Tensor {
  const { input, target } = sample;
  const takes = new Set(record.accepts.targets);
  if (holdsIndices(sample)) return takes.has("indices") ? target : oneHot(target, input, classAxis);
  return takes.has("distribution") ? target : classIndices(target, classAxis);
}
