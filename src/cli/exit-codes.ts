/** Exit codes of the command line; never a count, which wraps at 256 and then says success. */
import type { Verdict } from "../compare/verdict.ts";

export const EXIT = {
  ok: 0,
  /** A difference, or a listed failure that passes. */
  difference: 1,
  /** Unknown option or id, a filter that matches nothing, a file that cannot be read. */
  usage: 2,
  /** The harness or a fixture is broken, or what was found cannot be written. */
  harness: 3,
  /** An oracle or peer dependency is missing. */
  missing: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Of a judgement: what was not judged is no success either. */
export function exitCodeOf(verdicts: readonly Pick<Verdict, "status">[]): ExitCode {
  const isBad = ({ status }: Pick<Verdict, "status">): boolean =>
    status === "fail" || status === "error" || status === "notJudged";
  return verdicts.some(isBad) ? EXIT.difference : EXIT.ok;
}

/** The user asked for something that cannot be done. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}
