/** Turns refused arguments into wrong usage. */
import { InvalidArgument } from "../math/errors.ts";
import { UsageError } from "./exit-codes.ts";

/** @throws UsageError where `run` refuses an argument, of `side` if that is given */
export function attempt<Result>(run: () => Result, side?: string): Result {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof InvalidArgument)
      throw new UsageError(side === undefined ? cause.message : `${side}: ${cause.message}`, { cause });
    throw cause;
  }
}
