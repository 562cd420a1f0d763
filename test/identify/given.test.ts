import { describe, expect, it } from "vitest";
import * as analysis from "../../src/analysis/index.ts";
import { InvalidArgument } from "../../src/math/errors.ts";

const SAMPLE = { logits: [[1, 2, 3]], target: [0] };
const TORCH = { variant: "torch" };

// biome-ignore lint/suspicious/noExplicitAny: what plain JavaScript may call with
const { identify, convert, explain, explainNumber, floorOf, floorOn } = analysis as any;

const CALLS: readonly [argument: string, call: () => unknown][] = [
  ["input", () => identify()],
  ["input", () => identify(null)],
  ["input", () => identify([])],
  ["options", () => identify({ ...SAMPLE, loss: 1.2345, options: null })],
  ["options", () => identify({ ...SAMPLE, loss: 1.2345, options: 5 })],
  ["from", () => convert(null)],
  ["from", () => convert(0.1)],
  ["from", () => convert(0.1, "torch", "simple", 5)],
  ["from.variant", () => convert(0.1, {}, TORCH, 5)],
  ["to.options", () => convert(0.1, TORCH, { variant: "simple", options: null }, 5)],
  ["from", () => explain()],
  ["from.variant", () => explain({})],
  ["to", () => explain(TORCH)],
  ["sample", () => explain(TORCH, TORCH, null)],
  ["options", () => explain(TORCH, TORCH, SAMPLE, null)],
  ["from", () => explainNumber()],
  ["sample", () => explainNumber(TORCH, 1.2345)],
  ["side", () => floorOf()],
  ["setting", () => floorOf(TORCH)],
  ["side", () => floorOn()],
  ["sample", () => floorOn(TORCH, null)],
];

describe("arguments that are none", () => {
  it.each(CALLS.map(([argument, call]) => ({ argument, call })))("$argument: $call", ({ argument, call }) => {
    let refusal: unknown;
    try {
      call();
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(InvalidArgument);
    expect((refusal as InvalidArgument).message).toMatch(
      new RegExp(`^${argument.replace(".", "\\.")}: expected `),
    );
  });
});
