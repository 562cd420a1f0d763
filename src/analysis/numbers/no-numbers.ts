/** No definition has so many numbers on an input: because of their count, or because of what else was told. */
import { InvalidArgument, show } from "../../math/errors.ts";
import { formatShape, sizeOf } from "../../math/tensor.ts";
import type { ReadSample } from "../sample.ts";
import { rowCount } from "./call-forms.ts";
import { collect } from "./collect.ts";
import type { Narrowing } from "./definitions.ts";
import type { Observed } from "./precision.ts";

/** The refusal, of whatever there would be definitions without. */
export function noNumbers(
  sample: ReadSample,
  { values, output }: Observed,
  { variant, options = {} }: Narrowing,
): InvalidArgument {
  const size = output === "loss" ? values.length : undefined;
  const isEnough = (without: Narrowing): boolean => collect(sample, size, without).functions().length > 0;
  const numbers =
    output === "loss" ? `${values.length} ${values.length === 1 ? "loss" : "losses"}` : "a gradient";
  const fitting = `${numbers} of ${sample.holds} ${formatShape(sample.input.shape)} and this target`;
  const name = Object.keys(options).find((told) =>
    isEnough({ variant, options: { ...options, [told]: undefined } }),
  );
  if (name !== undefined) {
    const problem = `expected a value that fits ${fitting}, or none, got ${show(options[name])}`;
    return refused(`options.${name}`, problem);
  }
  if (isEnough({ variant })) {
    const told = Object.keys(options).join(", ");
    return refused("options", `expected values that fit ${fitting}, or none, got ${told}`);
  }
  if (variant !== undefined && isEnough({}))
    return refused("variant", `expected one that fits ${fitting}, or none, got ${show(variant)}`);
  const { shape } = sample.input;
  const perEach = `one per row (${rowCount(sample)}) or element (${sizeOf(shape)})`;
  const problem = `expected one number, or ${perEach} of ${sample.holds} ${formatShape(shape)}, got ${values.length}`;
  return refused(output, problem);
}

function refused(argument: string, problem: string): InvalidArgument {
  return new InvalidArgument("shape-mismatch", "call", argument, problem);
}
