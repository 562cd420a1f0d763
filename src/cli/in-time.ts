/** A limit on the time of a computation that does not depend on the computation itself. */
import { Script } from "node:vm";
import { UsageError } from "./exit-codes.ts";

/** Where the script finds what it runs. */
const PLACE = "smoothproof.inTime";

const SCRIPT = new Script(`globalThis[Symbol.for("${PLACE}")]()`);

/** How much later than its own checks a search is stopped, in milliseconds: they say more. */
const LATER_MS = 500;

/**
 * Stops a computation from outside, wherever it is.
 *
 * @param seconds the `--time-limit`
 * @param run computes without waiting for anything
 * @throws UsageError half a second after the limit, and whatever `run` throws
 */
export function inTime<Result>(seconds: number, run: () => Result): Result {
  let outcome: { readonly result: Result } | undefined;
  const place = globalThis as { [key: symbol]: (() => void) | undefined };
  place[Symbol.for(PLACE)] = () => {
    outcome = { result: run() };
  };
  try {
    SCRIPT.runInThisContext({ timeout: Math.ceil(seconds * 1000) + LATER_MS });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw cause;
    throw new UsageError(
      `--time-limit: expected an answer within ${seconds} s, got none. Give fewer rows or classes, or more seconds`,
      { cause },
    );
  } finally {
    delete place[Symbol.for(PLACE)];
  }
  return outcome!.result;
}
