import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { type Line, readLines } from "../../src/protocol/lines.ts";

async function lines(chunks: readonly (string | Uint8Array)[], limit?: number): Promise<Line[]> {
  const input = Readable.from(
    chunks.map((chunk) => (typeof chunk === "string" ? Buffer.from(chunk) : chunk)),
  );
  return collect(readLines(input, limit));
}

async function collect(source: AsyncIterable<Line>): Promise<Line[]> {
  const found: Line[] = [];
  for await (const line of source) found.push(line);
  return found;
}

describe("readLines", () => {
  it("splits where the newlines are, not where the chunks are", async () => {
    expect(await lines(["a", "b\nc", "\n\n", "d"])).toEqual([{ text: "ab" }, { text: "c" }, { text: "d" }]);
  });

  it("keeps a character that two chunks share", async () => {
    const bytes = Buffer.from("é\n");
    expect(await lines([bytes.subarray(0, 1), bytes.subarray(1)])).toEqual([{ text: "é" }]);
  });

  it("reports a line over the limit and goes on with the next", async () => {
    expect(await lines(["x".repeat(20), "x".repeat(20), "\nok\n"], 30)).toEqual([
      { tooLong: true },
      { text: "ok" },
    ]);
  });

  it("ends a line with carriage return and newline", async () => {
    expect(await lines(["a\r\nb\r\n"])).toEqual([{ text: "a" }, { text: "b" }]);
  });
});
