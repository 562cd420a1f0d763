/** Writes all of standard output or reports the failure; and writes to standard error, which may be broken. */
import { Writable } from "node:stream";
import { fileReason } from "./file-reason.ts";
import { forTerminal } from "./strangers-text.ts";
import { writeAll } from "./writing.ts";

/** A result could not be written. */
export class OutputError extends Error {
  override readonly name: string = "OutputError";
  /** Whether the reader has gone, as `head` does once it has what it wants. */
  readonly readerLeft: boolean;

  constructor(where: string, cause: unknown) {
    super(`${where} cannot be written: ${fileReason(cause)}`, { cause });
    this.readerLeft = (cause as NodeJS.ErrnoException).code === "EPIPE";
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
