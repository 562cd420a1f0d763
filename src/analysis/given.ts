/** What callers of the analyses hand over, before anything is read of it. */
import { InvalidArgument, show } from "../math/errors.ts";
import type { Side } from "./side.ts";

/** @throws InvalidArgument for anything that has no fields */
export function checkObject(value: unknown, argument: string, says: string): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return;
  throw new InvalidArgument("invalid-request", "call", argument, `expected ${says}, got ${show(value)}`);
}

/** @throws InvalidArgument for what names no variant, or options that are none */
export function checkSide(side: Side, argument: string): void {
  checkObject(side, argument, '{ variant, options? } such as { variant: "torch" }');
  const { variant, options = {} } = side;
  if (typeof variant !== "string")
    checkObject(variant, `${argument}.variant`, "the id of a variant, or a record");
  checkObject(options, `${argument}.options`, "an object of options");
}

/** @throws InvalidArgument for what holds no tensors */
export function checkSample(sample: unknown, argument = "sample"): void {
  checkObject(sample, argument, "{ logits, target, … }");
}
