/** Exit codes of the command line; never a count, which would wrap at 256 and then mean success. */
export const EXIT = {
  ok: 0,
  /** A difference, or a listed failure that passes. */
  difference: 1,
  /** Unknown option or id, a filter that matches nothing, a file that cannot be read. */
  usage: 2,
  /** The harness or a fixture is broken, or the result cannot be written. */
  harness: 3,
  /** An oracle or peer dependency is missing. */
  missing: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The user asked for something that cannot be done. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}
