/** `smoothproof serve`: our own variants behind the protocol, like any other implementation. */
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Line, MAX_LINE_BYTES, readLines } from "./lines.ts";
import type { Response } from "./messages.ts";
import { respond, type ServedImplementation } from "./respond.ts";

const TOO_LONG: Response = {
  type: "error",
  id: null,
  phase: "call",
  code: "invalid-request",
  message: `request: expected a line of at most ${MAX_LINE_BYTES} bytes, got a longer one`,
};

/** Answers each line of `input` on `output` until the input ends or says `bye`. */
export async function serve(
  input: AsyncIterable<Uint8Array>,
  output: Writable,
  served: ServedImplementation,
): Promise<void> {
  // pipeline waits when the reader is slow, and ends without an error if the reader goes away.
  await pipeline(Readable.from(responses(readLines(input), served)), output, { end: false });
}

async function* responses(lines: AsyncIterable<Line>, served: ServedImplementation): AsyncGenerator<string> {
  for await (const line of lines) {
    const response = "tooLong" in line ? TOO_LONG : respond(line.text, served);
    if (response === undefined) return;
    yield `${JSON.stringify(response)}\n`;
  }
}
