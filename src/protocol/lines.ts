/** Splits a byte stream into lines, with a limit, so that a peer that never ends its line cannot fill the memory. */
import { StringDecoder } from "node:string_decoder";

/** The longest line that is accepted: a float32 tensor of some 7 million elements as hex. */
export const MAX_LINE_BYTES: number = 64 * 1024 * 1024;

export type Line = { readonly text: string } | { readonly tooLong: true };

/** Yields lines without their ends. Blank lines are dropped; a line is reported as soon as it exceeds the limit. */
export async function* readLines(
  input: AsyncIterable<Uint8Array>,
  limit: number = MAX_LINE_BYTES,
): AsyncGenerator<Line> {
  let decoder = new StringDecoder("utf8");
  let parts: string[] = [];
  let bytes = 0;
  const flush = function* (): Generator<Line> {
    if (bytes <= limit) {
      const text = (parts.join("") + decoder.end()).trim();
      if (text !== "") yield { text };
    }
    decoder = new StringDecoder("utf8");
    parts = [];
    bytes = 0;
  };
  for await (const chunk of input) {
    let start = 0;
    while (start < chunk.length) {
      const newline = chunk.indexOf(10, start);
      const end = newline === -1 ? chunk.length : newline;
      bytes += end - start;
      if (bytes <= limit) parts.push(decoder.write(chunk.subarray(start, end) as Buffer));
      else if (bytes - (end - start) <= limit) {
        parts = [];
        yield { tooLong: true };
      }
      if (newline === -1) break;
      yield* flush();
      start = newline + 1;
    }
  }
  yield* flush();
}
