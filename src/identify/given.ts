/** Checks the arguments of the analyses before they are read. */
import { refuse, show } from "../math/errors.ts";
import type { AnySide } from "./side.ts";

/** @throws InvalidArgument for a value that is not an object */
export function checkObject(value: unknown, argument: string, says: string): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return;
  refuse(argument, `expected ${says}, got ${show(value)}`);
}

/** @throws InvalidArgument for a side that names no variant, or whose options are not an object */
export function checkSide(side: AnySide, argument: string): void {
  checkObject(side, argument, '{ variant, options? } such as { variant: "torch" }');
  const { variant, options = {} } = side;
  if (typeof variant !== "string")
    checkObject(variant, `${argument}.variant`, "the id of a variant, or a record");
  checkObject(options, `${argument}.options`, "an object of options");
}

/** @throws InvalidArgument for a sample that is not an object of tensors */
export function checkSample(sample: unknown, argument = "sample"): void {
  checkObject(sample, argument, "{ logits, target, … }");
}
