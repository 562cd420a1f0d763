/** Refused arguments, as wrong usage. */
import { InvalidArgument } from "../math/errors.ts";
import { UsageError } from "./exit-codes.ts";

/** @throws UsageError that begins with `what` where `run` refuses an argument */
export function attempt<Result>(what: string, run: () => Result): Result {
  try {
    return run();
  } catch (cause) {
    if (cause instanceof InvalidArgument) throw new UsageError(`${what}: ${cause.message}`, { cause });
    throw cause;
  }
}
