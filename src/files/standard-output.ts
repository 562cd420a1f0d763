/** Writes all of standard output or reports the failure; and writes to standard error, which may be broken. */
import { Writable } from "node:stream";
import { fileReason } from "./file-reason.ts";
import { forTerminal } from "./strangers-text.ts";
import { writeAll } from "./writing.ts";

/** How the system says that nobody reads any more: a closed pipe, a closed descriptor, a terminal that is gone. */
const GONE: readonly string[] = ["EPIPE", "EBADF", "EIO"];

/** A result could not be written. */
export class OutputError extends Error {
  override readonly name: string = "OutputError";
  /** Whether the reader has gone, as `head` does once it has what it wants, or the terminal. */
  readonly readerLeft: boolean;

  constructor(where: string, cause: unknown) {
    super(`${where} cannot be written: ${fileReason(cause)}`, { cause });
    this.readerLeft = GONE.includes((cause as NodeJS.ErrnoException).code ?? "");
  }
}

/** Writes all of a text before it returns: Node's own stream drops the rest if the disk is full. @throws OutputError */
export function print(text: string): void {
  try {
    writeAll(1, forTerminal(text));
  } catch (cause) {
    throw new OutputError("standard output:", cause);
  }
}

/**
 * The same for a result that decides about an exit code, which a reader that leaves does not change: its last line goes to
 * standard error then.
 *
 * @throws OutputError where it cannot be written though there is a reader, as on a full disk
 */
export function printResult(text: string, lastLine: string = text.trimEnd().split("\n").at(-1) ?? ""): void {
  try {
    print(text);
  } catch (error) {
    if (!(error instanceof OutputError && error.readerLeft)) throw error;
    note(`${lastLine}\n`);
  }
}

/** The same as a stream. */
export function printed(): Writable {
  return new Writable({
    decodeStrings: false,
    write(text: string, _, done) {
      try {
        print(text);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
}

/** Writes to standard error. It is not a failure if nobody reads it. */
export function note(text: string): void {
  try {
    writeAll(2, forTerminal(text));
  } catch {
    // These messages are not part of the result.
  }
}
