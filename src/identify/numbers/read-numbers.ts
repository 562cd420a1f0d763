/** Reads the input of `identify`, and refuses what the search cannot use. */

import type { OutputName } from "../../compare/tolerances.ts";
import type { OptionValues } from "../../definition/options.ts";
import { writtenNumber } from "../../formats/written-number.ts";
import { weightedShape } from "../../loss/reduction.ts";
import type { TensorLike } from "../../math/as-tensor.ts";
import { refuse } from "../../math/errors.ts";
import { formatShape, sameShape, sizeOf, type Tensor, withoutAxis } from "../../math/tensor.ts";
import { checkObject, checkSample } from "../given.ts";
import { type ReadSample, readSample, type Sample, saysDtype } from "../sample.ts";
import { checkClassCount, checkTold } from "./check-options.ts";
import { classAxesOf, rowCount } from "./class-axes.ts";
import type { Narrowing } from "./definition.ts";
import { type Observed, observe } from "./precision.ts";

export interface Numbers {
  readonly sample: ReadSample;
  /** The losses, or the gradient where there are none. */
  readonly observed: Observed;
  /** The gradient of these losses, where there are both. */
  readonly besideGradient: Observed | undefined;
  readonly narrowing: Narrowing;
}

export interface GivenNumbers extends Omit<Sample, "loss"> {
  readonly loss?: TensorLike | string;
  readonly variant?: string;
  readonly options?: OptionValues;
}

export function readNumbers(given: GivenNumbers): Numbers {
  checkSample(given, "input");
  const { loss, variant, options, ...tensors } = given;
  if (loss === undefined && tensors.gradient === undefined)
    refuse("loss", "expected a number, or one per row, got none, and no gradient in its place");
  const text = typeof loss === "string" ? loss.trim() : undefined;
  if (text === "" || (text !== undefined && Number.isNaN(writtenNumber(text)) && text !== "NaN"))
    refuse("loss", `expected a number, got ${JSON.stringify(loss)}`);
  const value = text === undefined ? (loss as TensorLike | undefined) : Number(text);
  const sample = readSample(value === undefined ? tensors : { ...tensors, loss: value });
  return numbersOf(sample, {
    text,
    variant,
    options,
    lossDtype: saysDtype(value) ? sample.loss?.dtype : undefined,
    gradientDtype: saysDtype(tensors.gradient) ? sample.gradient?.dtype : undefined,
  });
}

/** What is known of a sample that has been read. */
export interface Known extends Narrowing {
  /** The loss as it was written. */
  readonly text?: string | undefined;
  /** The dtypes of the numbers, where they came with one. */
  readonly lossDtype?: Tensor["dtype"] | undefined;
  readonly gradientDtype?: Tensor["dtype"] | undefined;
}

export function numbersOf(
  sample: ReadSample,
  { text, variant, options, lossDtype, gradientDtype }: Known,
): Numbers {
  if (options !== undefined) checkObject(options, "options", "an object of options");
  checkTold(variant, options ?? {});
  checkUsable(sample);
  checkShapes(sample, options ?? {});
  if (!sample.input.data.every(Number.isFinite)) {
    refuse(sample.holds, "expected finite numbers, got NaN or an infinity among them");
  }
  const read = (output: OutputName, own: Tensor["dtype"] | undefined): Observed | undefined => {
    const tensor = sample[output];
    if (tensor === undefined) return undefined;
    checkFinite(tensor, output);
    const texts = output === "loss" && text !== undefined ? [text] : undefined;
    return observe(output, tensor.data, { texts, own, input: sample.stated });
  };
  const [losses, gradient] = [read("loss", lossDtype), read("gradient", gradientDtype)];
  return {
    sample,
    observed: losses ?? gradient!,
    besideGradient: losses === undefined ? undefined : gradient,
    narrowing: { variant, options },
  };
}

function checkFinite({ data }: Tensor, output: OutputName): void {
  const unusable = data.find((number) => !Number.isFinite(number));
  if (unusable === undefined) return;
  const hint = `Many definitions give that where numbers overflow; a call with a finite ${output} tells them apart`;
  refuse(output, `expected finite numbers, got ${unusable}. ${hint}`);
}

/** Refuses targets and weights that are NaN or infinite. */
function checkUsable(sample: ReadSample): void {
  for (const name of ["target", "weight", "sampleWeight"] as const) {
    const unusable = sample[name]?.data.find((number) => !Number.isFinite(number));
    if (unusable !== undefined) refuse(name, `expected finite numbers, got ${unusable}`);
  }
}

function checkShapes(sample: ReadSample, options: OptionValues): void {
  const { holds, input, target, weight, sampleWeight } = sample;
  const [classAxis] = classAxesOf(sample);
  if (classAxis === undefined) {
    const shape = formatShape(input.shape);
    const rows = formatShape(input.shape.slice(0, -1));
    refuse(
      "target",
      `expected indices ${rows} or a distribution ${shape} for ${holds} ${shape}, got shape ${formatShape(target.shape)}`,
      "shape-mismatch",
    );
  }
  const width = input.shape[classAxis] ?? 1;
  if (input.data.length === 0)
    refuse(holds, `expected at least one row, got shape ${formatShape(input.shape)}`, "shape-mismatch");
  const isIndices = !sameShape(target.shape, input.shape);
  const fraction = isIndices ? target.data.find((index) => !Number.isSafeInteger(index)) : undefined;
  if (fraction !== undefined) refuse("target", `expected whole class indices, got ${fraction}`);
  const outside = target.dtype === "int64" ? target.data.find((index) => index >= width) : undefined;
  if (outside !== undefined) {
    refuse(
      "target",
      `expected class indices in [0, ${width - 1}] for ${width} classes, got ${outside}`,
      "class-index-out-of-range",
    );
  }
  if (weight !== undefined && (weight.shape.length !== 1 || weight.data.length !== width)) {
    refuse(
      "weight",
      `expected shape [${width}], one per class, got ${formatShape(weight.shape)}. Weights per row are sampleWeight`,
      "weight-shape",
    );
  }
  if (sampleWeight !== undefined) checkRowWeights(sampleWeight, sample, classAxis);
  checkClassCount(options, sample, width);
}

/** Weights of rows or of single labels are broadcast to them in one of two ways. */
function checkRowWeights({ shape }: Tensor, sample: ReadSample, classAxis: number): void {
  const { holds, input } = sample;
  const rows = withoutAxis(input.shape, classAxis);
  const fits = [rows, [rowCount(sample)], input.shape].some((weighted) =>
    [true, false].some((aligned) => {
      const stretched = weightedShape(weighted, shape, aligned);
      return stretched !== undefined && sizeOf(stretched) === sizeOf(weighted);
    }),
  );
  if (fits) return;
  const each = `${formatShape(rows)}, one per row of ${holds} ${formatShape(input.shape)}`;
  refuse(
    "sampleWeight",
    `expected shape ${each}, or one that broadcasts to it, got ${formatShape(shape)}`,
    "weight-shape",
  );
}
