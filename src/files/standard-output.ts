/** Standard output, written to its end or known to have failed; and standard error, which may be broken. */
import { Writable } from "node:stream";
import { fileReason } from "./file-reason.ts";
import { forTerminal } from "./strangers-text.ts";
import { writeAll } from "./writing.ts";

/** A result that could not be written where it was wanted. */
export class OutputError extends Error {
  override readonly name: string = "OutputError";
  /** The reader has gone, as `head` does once it has what it wants. */
  readonly readerLeft: boolean;

  constructor(where: string, cause: unknown) {
    super(`${where} cannot be written: ${fileReason(cause)}`, { cause });
    this.readerLeft = (cause as NodeJS.ErrnoException).code === "EPIPE";
  }
}

/** Writes all of a text before it returns: Node's own stream forgets the rest where a disk is full. @throws OutputError */
export function print(text: string): void {
  try {
    writeAll(1, forTerminal(text));
  } catch (cause) {
    throw new OutputError("standard output:", cause);
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

/** Writes to standard error. Nobody may be listening there, and that is no reason to fail. */
export function note(text: string): void {
  try {
    writeAll(2, forTerminal(text));
  } catch {
    // What is said there is beside the result.
  }
}
