/**
 * Everything about a call that follows from shapes, dtypes and options: ranks, axes, the class count, the kind of target.
 * No value is read, so it also works for tensors on a device.
 */
import type { Axes, TargetKind } from "../loss/axes.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { weightedShape } from "../loss/reduction.ts";
import { lossShape, rowLossShape } from "../loss/row-losses.ts";
import { isSmoothed } from "../loss/target.ts";
import { MOST_MADE, overBudget } from "../math/budget.ts";
import { refuse } from "../math/errors.ts";
import { formatShape, sameShape, sizeOf, type TensorForm, withoutAxis } from "../math/tensor.ts";
import { linkNumbersOf } from "./link-numbers.ts";
import type { SettledOptions } from "./options.ts";
import type { InputRules, VariantRecord } from "./record.ts";

/** The tensors of one call. */
export interface CallForms<Held extends TensorForm> {
  /** The first input, once its name is known. */
  readonly input: (name: string) => Held;
  readonly target: Held;
  /** Whether a floating point target holds integers that were given without a dtype. */
  readonly targetIsUntypedIntegers?: boolean;
  readonly weight?: ((name: string) => Held) | undefined;
  readonly upstream?: Held | undefined;
}

/** The loss call for some tensors. @throws InvalidArgument where a shape or dtype does not fit */
export function resolveForms<Held extends TensorForm>(
  { record, values, axes }: SettledOptions,
  call: CallForms<Held>,
): LossCall<Held> {
  const { accepts } = record;
  const numbers = values as { [name: string]: number };
  const { labelSmoothing = 0, ignoreIndex, numClasses, axis, dim, numItemsInBatch } = numbers;
  const linkNumbers = linkNumbersOf(values);
  const smoothed = isSmoothed(axes.smoothingApplies, labelSmoothing);
  const input = checkInput(accepts, axes, call.input(axes.input));
  const classAxis = classAxisOf(axes, input.shape, axis);
  const softmaxAxis =
    axes.softmaxAxis === "dim-option" ? normaliseAxis("dim", dim ?? -1, input.shape) : classAxis;
  const width = input.shape[classAxis] ?? 1;
  checkClasses(accepts.classes, { axes, width, numClasses, smoothed, input });
  const targetKind = targetKindOf(accepts, call, input, classAxis);
  const shared: LossCall<Held> = {
    axes,
    labelSmoothing,
    numClasses: classCount(axes, input.shape, width, numClasses, smoothed),
    classAxis,
    softmaxAxis,
    ...(linkNumbers === undefined ? {} : { linkNumbers }),
    ...(numItemsInBatch === undefined ? {} : { divisor: numItemsInBatch }),
    ignoreIndex,
    ignoredOutside: mayBeOutside(accepts, axes),
    excludedClass: excludedClass(axes, ignoreIndex, width),
    input,
    target: call.target,
    targetKind,
    weight: undefined,
    upstream: undefined,
  };
  const hasNoIndices = targetKind === "distribution" && axes.ignoredRows === "masked";
  if (hasNoIndices && (ignoreIndex ?? -1) >= 0 && accepts.ignoreIndexBesideDistribution === undefined) {
    refuse(
      "ignoreIndex",
      `expected none with a distribution as target, got ${ignoreIndex}`,
      "ignore-index-with-distribution",
    );
  }
  const weight = call.weight === undefined ? undefined : checkWeight(record, call.weight, shared, width);
  if (call.upstream !== undefined) checkUpstream(call.upstream, { ...shared, weight });
  return { ...shared, weight, upstream: call.upstream };
}

function checkInput<Held extends TensorForm>({ rank }: InputRules, axes: Axes, input: Held): Held {
  const { least, most } = rank;
  if (input.shape.length < least || input.shape.length > most) {
    const ranks =
      least === most
        ? `rank ${least}`
        : most === Number.POSITIVE_INFINITY
          ? `rank ${least} or more`
          : `rank ${least} to ${most}`;
    refuse(axes.input, `expected ${ranks}, got shape ${formatShape(input.shape)}`, "shape-mismatch");
  }
  if (input.dtype === "int64") {
    refuse(axes.input, "expected floating point values, got int64", "input-dtype");
  }
  return input;
}

interface ClassFacts {
  readonly axes: Axes;
  readonly width: number;
  readonly numClasses: number | undefined;
  readonly smoothed: boolean;
  readonly input: TensorForm;
}

function checkClasses(
  rule: InputRules["classes"],
  { axes, width, numClasses, smoothed, input }: ClassFacts,
): void {
  if (rule === undefined) return;
  const shape = formatShape(input.shape);
  if ("least" in rule && width < rule.least) {
    refuse(axes.input, `expected at least one class, got shape ${shape}`, "shape-mismatch");
  }
  if ("asNumClasses" in rule && numClasses !== width) {
    const problem = `expected ${numClasses} classes as numClasses says, got ${width}`;
    refuse(axes.input, problem, "shape-mismatch");
  }
  const isUnder = !("under" in rule) || rule.under === axes.targetRule;
  if ("notWhereSmoothed" in rule && isUnder && smoothed && width === rule.notWhereSmoothed) {
    const problem = `expected a class count other than ${width}, for which the source divides by zero, got shape ${shape}`;
    refuse(axes.input, problem, "num-classes-too-small");
  }
}

/** Whether ignored indices may be out of range; not in sources that gather or scatter before they mask. */
function mayBeOutside(
  { ignoredTarget }: InputRules,
  { ignoredRows, excludedClass }: Axes,
): boolean | "negative" | "beyond" {
  if (excludedClass === "in-range-index") return true;
  if (ignoredTarget === "class" || !["masked", "multiplied", "no-label"].includes(ignoredRows)) return false;
  if (ignoredTarget === undefined) return true;
  return ignoredTarget === "class-or-negative" ? "negative" : "beyond";
}

/** Where the classes are, 0 or more. */
export function classAxisOf(axes: Axes, shape: readonly number[], axis: number | undefined): number {
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
    refuse(name, `expected an axis of shape ${formatShape(shape)}, got ${axis}`, "shape-mismatch");
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
        refuse(axes.input, problem, "shape-mismatch");
      }
      return shape[1] ?? width;
    case "num-classes":
      return numClasses!;
    case "last-axis-or-two":
      return shape.length > 1 ? shape.at(-1)! : 2;
  }
}

function excludedClass(axes: Axes, ignoreIndex: number | undefined, width: number): number | undefined {
  if (axes.excludedClass === "none" || ignoreIndex === undefined) return undefined;
  if (axes.excludedClass === "python-index" && (ignoreIndex < -width || ignoreIndex >= width)) {
    refuse(
      "ignoreIndex",
      `expected an index in [${-width}, ${width - 1}] for ${width} classes, got ${ignoreIndex}`,
      "ignore-index-out-of-range",
    );
  }
  if (axes.excludedClass === "python-index" && ignoreIndex < 0) return ignoreIndex + width;
  return ignoreIndex;
}

function targetKindOf(
  accepts: InputRules,
  { target, targetIsUntypedIntegers }: Pick<CallForms<TensorForm>, "target" | "targetIsUntypedIntegers">,
  input: TensorForm,
  classAxis: number,
): TargetKind {
  const indexShape = withoutAxis(input.shape, classAxis);
  const takes = (kind: TargetKind): boolean => accepts.targets.includes(kind);
  // Where only one kind of target is accepted, its dtype is checked before its shape.
  const isDistribution = sameShape(target.shape, input.shape) || !takes("indices");
  if (takes("distribution") && isDistribution) {
    if (target.dtype === "int64" && accepts.integerDistribution === "refused") {
      refuse(
        "target",
        `expected floating point probabilities for shape ${formatShape(target.shape)}, got integers`,
        "target-dtype",
      );
    }
    if (sameShape(target.shape, input.shape)) return "distribution";
  }
  if (takes("indices") && sameShape(target.shape, indexShape)) {
    if (target.dtype !== "int64" && targetIsUntypedIntegers !== true) {
      refuse("target", `expected class indices of an integer dtype, got ${target.dtype}`, "target-dtype");
    }
    return "indices";
  }
  const shapes = [
    ...(takes("indices") ? [`indices ${formatShape(indexShape)}`] : []),
    ...(takes("distribution") ? [`a distribution ${formatShape(input.shape)}`] : []),
  ];
  refuse(
    "target",
    `expected ${shapes.join(" or ")} for input ${formatShape(input.shape)}, got shape ${formatShape(target.shape)}`,
    "shape-mismatch",
  );
}

function checkWeight<Held extends TensorForm>(
  record: VariantRecord,
  weightNamed: (name: string) => Held,
  lossCall: LossCall<Held>,
  width: number,
): Held {
  const name = record.weightName;
  if (name === undefined) refuse("weight", `expected none for ${record.id}`, "unsupported-option");
  const weight = weightNamed(name);
  const { axes } = lossCall;
  const { weightShape } = record.accepts;
  if (axes.weight === "per-class" || axes.weight === "per-class-on-row" || weightShape === "classes") {
    if (weight.shape.length !== 1 || weight.shape[0] !== width) {
      refuse(
        name,
        `expected shape [${width}], one per class, got ${formatShape(weight.shape)}`,
        "weight-shape",
      );
    }
    return weight;
  }
  const rows = rowLossShape(lossCall);
  const wanted = weightShape === "sequences" ? rows.map((size, axis) => (axis === 0 ? size : 1)) : rows;
  if (weightShape !== undefined && !sameShape(weight.shape, wanted)) {
    const whose = weightShape === "losses" ? "the losses' shape" : "one per sequence, shape";
    refuse(
      name,
      `expected ${whose} ${formatShape(wanted)}, got ${formatShape(weight.shape)}`,
      "weight-shape",
    );
  }
  const weighted = weightedShape(rows, weight.shape, axes.weight === "per-row-aligned");
  if (weighted === undefined) {
    refuse(
      name,
      `expected a shape that broadcasts with the losses ${formatShape(rows)}, got ${formatShape(weight.shape)}`,
      "weight-shape",
    );
  }
  const isMade = !sameShape(weighted, rows) && !sameShape(weighted, weight.shape);
  if (overBudget(weighted) !== undefined || (isMade && sizeOf(weighted) > MOST_MADE)) {
    const both = `${formatShape(rows)} and ${formatShape(weight.shape)}`;
    refuse(name, `expected at most ${MOST_MADE} weighted losses, got those of ${both}`, "weight-shape");
  }
  return weight;
}

function checkUpstream(upstream: TensorForm, lossCall: LossCall<TensorForm>): void {
  const expected = lossShape(lossCall);
  if (sameShape(upstream.shape, expected)) return;
  refuse(
    "upstream",
    `expected the loss's shape ${formatShape(expected)}, got ${formatShape(upstream.shape)}`,
    "shape-mismatch",
    "backward",
  );
}
