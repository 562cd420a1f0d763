/** No definition gives as many numbers for this input: because of their count, or because of what else was given. */
import { lossShape } from "../../loss/row-losses.ts";
import { refuse, show } from "../../math/errors.ts";
import { formatShape, sizeOf } from "../../math/tensor.ts";
import type { ReadSample } from "../sample.ts";
import { rowCount } from "./class-axes.ts";
import type { Narrowing } from "./definition.ts";
import { rightCandidates } from "./definitions.ts";
import { MIDDLE } from "./mass-path.ts";
import type { Observed } from "./precision.ts";

/** Refuses, naming the argument without which there would be definitions. */
export function refuseNumbers(
  sample: ReadSample,
  { values, output }: Observed,
  { variant, options = {} }: Narrowing,
): never {
  const size = output === "loss" ? values.length : undefined;
  const isEnough = (without: Narrowing): boolean => {
    for (const candidate of rightCandidates(sample, size, without))
      if (size === undefined || sizeOf(lossShape(candidate.at(MIDDLE))) === size) return true;
    return false;
  };
  const numbers =
    output === "loss" ? `${values.length} ${values.length === 1 ? "loss" : "losses"}` : "a gradient";
  const fitting = `${numbers} of ${sample.holds} ${formatShape(sample.input.shape)} and this target`;
  const name = Object.keys(options).find((told) =>
    isEnough({ variant, options: { ...options, [told]: undefined } }),
  );
  if (name !== undefined) {
    const problem = `expected a value that fits ${fitting}, or none, got ${show(options[name])}`;
    refuse(`options.${name}`, problem, "shape-mismatch");
  }
  if (isEnough({ variant })) {
    const told = Object.keys(options).join(", ");
    refuse("options", `expected values that fit ${fitting}, or none, got ${told}`, "shape-mismatch");
  }
  if (variant !== undefined && isEnough({}))
    refuse("variant", `expected one that fits ${fitting}, or none, got ${show(variant)}`, "shape-mismatch");
  const { shape } = sample.input;
  const perEach = `one per row (${rowCount(sample)}) or element (${sizeOf(shape)})`;
  const problem = `expected one number, or ${perEach} of ${sample.holds} ${formatShape(shape)}, got ${values.length}`;
  refuse(output, problem, "shape-mismatch");
}
