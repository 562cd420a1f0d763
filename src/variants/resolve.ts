/**
 * Turns a record and a call into an evaluation: names, ranks, shapes, dtypes and class indices are checked here,
 * before anything is computed.
 */

import { asTensor, type TensorLike } from "../math/as-tensor.ts";
import type { Axes, TargetKind } from "../math/axes.ts";
import { type ErrorCode, InvalidArgument, show } from "../math/errors.ts";
import type { Evaluation } from "../math/evaluation.ts";
import { resultShape, weightedShape } from "../math/reduction.ts";
import { rowLossShape } from "../math/row-losses.ts";
import { isSmoothed } from "../math/target.ts";
import { formatShape, sameShape, type Tensor, withoutAxis } from "../math/tensor.ts";
import { type OptionValues, resolveOptions } from "./options.ts";
import type { VariantRecord } from "./record.ts";

/** Tensors of one call, by the names of the protocol. */
export interface CallInputs {
  readonly input: TensorLike;
  readonly target: TensorLike;
  readonly weight?: TensorLike | undefined;
  readonly upstream?: TensorLike | undefined;
}

function refuse(code: ErrorCode, argument: string, problem: string): InvalidArgument {
  return new InvalidArgument(code, "call", argument, problem);
}

export function resolveCall(record: VariantRecord, options: OptionValues, call: CallInputs): Evaluation {
  const { values, axes } = resolveOptions(record, options);
  const { labelSmoothing = 0, ignoreIndex, numClasses, axis, dim } = values as { [name: string]: number };
  const input = readInput(record, axes, call.input);
  const classAxis = classAxisOf(axes, input.shape, axis);
  const softmaxAxis =
    axes.softmaxAxis === "dim-option" ? normaliseAxis("dim", dim ?? -1, input.shape) : classAxis;
  const width = input.shape[classAxis] ?? 1;
  if (width < (record.leastClasses ?? 0)) {
    throw refuse(
      "shape-mismatch",
      axes.input,
      `expected at least one class, got shape ${formatShape(input.shape)}`,
    );
  }
  if (record.numClassesIsWidth && numClasses !== width) {
    throw refuse(
      "shape-mismatch",
      axes.input,
      `expected ${numClasses} classes as numClasses says, got ${width}`,
    );
  }
  const { target, targetKind } = readTarget(record, call.target, input, classAxis);
  const shared: Evaluation = {
    axes,
    labelSmoothing,
    numClasses: classCount(
      axes,
      input.shape,
      width,
      numClasses,
      isSmoothed(axes.smoothingApplies, labelSmoothing),
    ),
    classAxis,
    softmaxAxis,
    ignoreIndex: axes.ignoredRows === "none" ? undefined : ignoreIndex,
    excludedClass: excludedClass(axes, ignoreIndex, width),
    input,
    target,
    targetKind,
    weight: undefined,
    upstream: undefined,
  };
  if (targetKind === "indices") checkIndices(shared, width);
  else if (axes.ignoredRows === "masked" && ignoreIndex !== undefined && ignoreIndex >= 0) {
    throw refuse(
      "ignore-index-with-distribution",
      "ignoreIndex",
      `expected none with a distribution as target, got ${ignoreIndex}`,
    );
  }
  const weight = call.weight === undefined ? undefined : readWeight(record, call.weight, shared, width);
  const upstream =
    call.upstream === undefined ? undefined : readUpstream(call.upstream, { ...shared, weight });
  return { ...shared, weight, upstream };
}

function readInput(record: VariantRecord, axes: Axes, value: TensorLike): Tensor {
  const input = asTensor(value, axes.input);
  const { least, most } = record.rank;
  if (input.shape.length < least || input.shape.length > most) {
    const ranks =
      least === most
        ? `rank ${least}`
        : most === Number.POSITIVE_INFINITY
          ? `rank ${least} or more`
          : `rank ${least} to ${most}`;
    throw refuse("shape-mismatch", axes.input, `expected ${ranks}, got shape ${formatShape(input.shape)}`);
  }
  if (input.dtype === "int64") {
    throw refuse("input-dtype", axes.input, "expected floating point values, got int64");
  }
  return input;
}

function classAxisOf(axes: Axes, shape: readonly number[], axis: number | undefined): number {
  switch (axes.classAxis) {
    case "last":
      return shape.length - 1;
    case "second":
      return shape.length === 1 ? 0 : 1;
    case "axis-1":
      return 1;
    case "axis-option":
      return normaliseAxis("axis", axis ?? -1, shape);
  }
}

function normaliseAxis(name: string, axis: number, shape: readonly number[]): number {
  const rank = shape.length;
  if (axis < -rank || axis >= rank) {
    throw refuse("shape-mismatch", name, `expected an axis of shape ${formatShape(shape)}, got ${axis}`);
  }
  return axis < 0 ? axis + rank : axis;
}

/** K of the target rule. */
function classCount(
  axes: Axes,
  shape: readonly number[],
  width: number,
  numClasses: number | undefined,
  smoothed: boolean,
): number {
  switch (axes.classCount) {
    case "class-axis":
      return width;
    case "last-axis":
      return shape.at(-1)!;
    case "axis-1":
      if (shape[1] === undefined && smoothed) {
        const problem = `expected rank 2 or more, since classes are counted on axis 1, got shape ${formatShape(shape)}`;
        throw refuse("shape-mismatch", axes.input, problem);
      }
      return shape[1] ?? width;
    case "num-classes":
      return numClasses!;
  }
}

function excludedClass(axes: Axes, ignoreIndex: number | undefined, width: number): number | undefined {
  if (axes.excludedClass === "none" || ignoreIndex === undefined) return undefined;
  if (axes.excludedClass === "python-index" && ignoreIndex < 0) return ignoreIndex + width;
  return ignoreIndex;
}

function readTarget(
  record: VariantRecord,
  value: TensorLike,
  input: Tensor,
  classAxis: number,
): { target: Tensor; targetKind: TargetKind } {
  const target = asTensor(value, "target");
  const indexShape = withoutAxis(input.shape, classAxis);
  const takes = (kind: TargetKind): boolean => record.targetKinds.includes(kind);
  if (takes("distribution") && sameShape(target.shape, input.shape)) {
    if (target.dtype === "int64" && record.refusesIntegerDistribution) {
      throw refuse(
        "target-dtype",
        "target",
        `expected floating point probabilities for shape ${formatShape(target.shape)}, got int64`,
      );
    }
    return { target, targetKind: "distribution" };
  }
  if (takes("indices") && sameShape(target.shape, indexShape)) {
    // Plain JavaScript numbers carry no dtype, so integers among them are class indices.
    const untyped = Array.isArray(value) || typeof value === "number";
    if (target.dtype !== "int64" && !(untyped && target.data.every(Number.isSafeInteger))) {
      throw refuse("target-dtype", "target", `expected class indices of dtype int64, got ${target.dtype}`);
    }
    return { target, targetKind: "indices" };
  }
  const shapes = [
    ...(takes("indices") ? [`indices ${formatShape(indexShape)}`] : []),
    ...(takes("distribution") ? [`a distribution ${formatShape(input.shape)}`] : []),
  ];
  throw refuse(
    "shape-mismatch",
    "target",
    `expected ${shapes.join(" or ")} for input ${formatShape(input.shape)}, got shape ${formatShape(target.shape)}`,
  );
}

function checkIndices({ axes, target, ignoreIndex }: Evaluation, width: number): void {
  // A source that scatters before it masks needs every index in range, ignored ones too.
  const ignoredMayBeOutside = axes.ignoredRows === "masked" || axes.excludedClass === "in-range-index";
  for (const index of target.data) {
    if (index >= 0 && index < width) continue;
    if (ignoredMayBeOutside && index === ignoreIndex) continue;
    throw refuse(
      "class-index-out-of-range",
      "target",
      `expected class indices in [0, ${width - 1}], got ${show(index)}`,
    );
  }
}

function readWeight(record: VariantRecord, value: TensorLike, evaluation: Evaluation, width: number): Tensor {
  const name = record.weightName;
  if (name === undefined) throw refuse("unsupported-option", "weight", `expected none for ${record.id}`);
  const weight = asTensor(value, name);
  if (evaluation.axes.weight === "per-class") {
    if (weight.shape.length !== 1 || weight.shape[0] !== width) {
      throw refuse(
        "weight-shape",
        name,
        `expected shape [${width}], one per class, got ${formatShape(weight.shape)}`,
      );
    }
    return weight;
  }
  const rows = rowLossShape(evaluation);
  if (weightedShape(rows, weight.shape, evaluation.axes.weight === "per-row-aligned") === undefined) {
    throw refuse(
      "weight-shape",
      name,
      `expected a shape that broadcasts with the losses ${formatShape(rows)}, got ${formatShape(weight.shape)}`,
    );
  }
  return weight;
}

function readUpstream(value: TensorLike, evaluation: Evaluation): Tensor {
  const { axes, weight, targetKind } = evaluation;
  const upstream = asTensor(value, "upstream");
  const rows = rowLossShape(evaluation);
  const perRow = axes.weight === "per-row-aligned" || axes.weight === "per-row-broadcast";
  const weighted =
    perRow && weight !== undefined
      ? weightedShape(rows, weight.shape, axes.weight === "per-row-aligned")!
      : rows;
  const reduction = typeof axes.reduction === "string" ? axes.reduction : axes.reduction[targetKind];
  const expected = resultShape(reduction, weighted);
  if (!sameShape(upstream.shape, expected)) {
    throw new InvalidArgument(
      "shape-mismatch",
      "backward",
      "upstream",
      `expected the loss's shape ${formatShape(expected)}, got ${formatShape(upstream.shape)}`,
    );
  }
  return upstream;
}
