/** Reads what `identify` is given, and refuses what no search can use. */
import type { OutputName } from "../../compare/tolerances.ts";
import { asTensor, type TensorLike } from "../../math/as-tensor.ts";
import { InvalidArgument, show } from "../../math/errors.ts";
import { formatShape, type Tensor } from "../../math/tensor.ts";
import { knownVariants, VARIANTS } from "../../variants/index.ts";
import type { OptionValues } from "../../variants/options.ts";
import { type ReadSample, readSample, type Sample } from "../sample.ts";
import { classAxesOf } from "./call-forms.ts";
import type { Narrowing } from "./definitions.ts";
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

export function readNumbers({ loss, variant, options, ...tensors }: GivenNumbers): Numbers {
  checkNames(variant, options ?? {});
  checkSmoothing(options ?? {});
  const { gradient: slopes } = tensors;
  if (loss === undefined && slopes === undefined)
    throw refused("loss", "expected a number, or one per row, got none, and no gradient in its place");
  const text = typeof loss === "string" ? loss.trim() : undefined;
  if (text === "" || (text !== undefined && Number.isNaN(Number(text)) && text !== "NaN"))
    throw refused("loss", `expected a number, got ${JSON.stringify(loss)}`);
  const value =
    loss === undefined
      ? undefined
      : asTensor(text === undefined ? (loss as TensorLike) : Number(text), "loss");
  const sample = readSample(value === undefined ? tensors : { ...tensors, loss: value });
  checkShapes(sample);
  if (!sample.input.data.every(Number.isFinite)) {
    throw refused(sample.holds, "expected finite numbers, got NaN or an infinity among them");
  }
  const read = (output: OutputName, given: TensorLike | string | undefined): Observed | undefined => {
    const tensor = sample[output];
    if (given === undefined || tensor === undefined) return undefined;
    checkFinite(tensor, output);
    const texts = output === "loss" && text !== undefined ? [text] : undefined;
    return observe(output, tensor.data, texts, dtypeOf(given, output, tensors[sample.holds], sample));
  };
  const [losses, gradient] = [read("loss", loss), read("gradient", slopes)];
  const observed = losses ?? gradient!;
  return {
    sample,
    observed,
    besideGradient: losses === undefined ? undefined : gradient,
    narrowing: { variant, options },
  };
}

function checkFinite({ data }: Tensor, output: OutputName): void {
  const unusable = data.find((number) => !Number.isFinite(number));
  if (unusable === undefined) return;
  const hint = `Many definitions give that where numbers overflow; a call with a finite ${output} tells them apart`;
  throw refused(output, `expected finite numbers, got ${unusable}. ${hint}`);
}

/** The dtype the numbers came in, or that of the first input; undefined where nobody said one. */
function dtypeOf(
  given: TensorLike | string,
  output: OutputName,
  input: TensorLike | undefined,
  sample: ReadSample,
): Tensor["dtype"] | undefined {
  if (saysDtype(given)) return asTensor(given, output).dtype;
  return saysDtype(input) ? sample.input.dtype : undefined;
}

/** Numbers and nested arrays say nothing of the format they were computed in. */
function saysDtype(value: TensorLike | string | undefined): value is TensorLike {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkNames(variant: string | undefined, options: OptionValues): void {
  const records = variant === undefined ? VARIANTS : VARIANTS.filter(({ id }) => id === variant);
  if (records.length === 0) {
    throw refused("variant", `expected one of ${knownVariants()}, got ${JSON.stringify(variant)}`);
  }
  const known = [...new Set(records.flatMap((record) => Object.keys(record.options)))];
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const whose = variant === undefined ? "any variant" : variant;
    throw new InvalidArgument(
      "unsupported-option",
      "call",
      `options.${name}`,
      `expected an option of ${whose}: ${known.join(", ")}`,
    );
  }
}

/** The search is for smoothings that are shares. */
function checkSmoothing({ labelSmoothing: given }: OptionValues): void {
  if (given === undefined || (typeof given === "number" && given >= 0 && given <= 1)) return;
  throw new InvalidArgument(
    "label-smoothing-out-of-range",
    "call",
    "options.labelSmoothing",
    `expected a number in [0, 1], got ${show(given)}`,
  );
}

function checkShapes(sample: ReadSample): void {
  const { holds, input, target, weight } = sample;
  const [classAxis] = classAxesOf(sample);
  if (classAxis === undefined) {
    const shape = formatShape(input.shape);
    const rows = formatShape(input.shape.slice(0, -1));
    throw shapeRefused(
      "target",
      `expected indices ${rows} or a distribution ${shape} for ${holds} ${shape}, got shape ${formatShape(target.shape)}`,
    );
  }
  const width = input.shape[classAxis] ?? 1;
  if (input.data.length === 0)
    throw shapeRefused(holds, `expected at least one row, got shape ${formatShape(input.shape)}`);
  const outside = target.dtype === "int64" ? target.data.find((index) => index >= width) : undefined;
  if (outside !== undefined) {
    throw new InvalidArgument(
      "class-index-out-of-range",
      "call",
      "target",
      `expected class indices in [0, ${width - 1}] for ${width} classes, got ${outside}`,
    );
  }
  if (weight !== undefined && (weight.shape.length !== 1 || weight.data.length !== width)) {
    throw new InvalidArgument(
      "weight-shape",
      "call",
      "weight",
      `expected shape [${width}], one per class, got ${formatShape(weight.shape)}. Weights per row are sampleWeight`,
    );
  }
}

function shapeRefused(argument: string, problem: string): InvalidArgument {
  return new InvalidArgument("shape-mismatch", "call", argument, problem);
}

function refused(argument: string, problem: string): InvalidArgument {
  return new InvalidArgument("invalid-request", "call", argument, problem);
}
