/** How exactly a number is known, and what follows from it, whoever asks. */
import { describe, expect, test } from "vitest";
import { explainNumber } from "../../src/explain/explain-number.ts";
import { identify } from "../../src/identify/identify.ts";
import { observe } from "../../src/identify/numbers/precision.ts";
import { torch } from "../../src/index.ts";

const read = (text: string): ReturnType<typeof observe> =>
  observe("loss", Float64Array.of(Number(text)), { texts: [text] });

/** The range in which the true number lies. */
const range = (text: string): readonly [number, number] => {
  const { values, tolerance } = read(text);
  return [values[0]! - tolerance[0]!, values[0]! + tolerance[0]!];
};

describe("what a number's digits say", () => {
  test.each([
    ["1.5499080419540405", "float32"],
    ["1.549908", "float32"],
    ["1.549908041954", "float64"],
    ["2.296875", "bfloat16"],
    ["1.5498046875", "float16"],
    ["2.5", "float32"],
    ["2.500000", "float32"],
  ])("%s is of %s", (text, dtype) => {
    expect(read(text).dtype).toBe(dtype);
  });

  test("a printed float32 is one, even beside an input in float64", () => {
    const printed = observe("loss", Float64Array.of(1.5499080419540405), {
      own: "float64",
      input: "float64",
    });
    expect(printed.dtype).toBe("float32");
  });

  test("a number may have been rounded, or cut off after its last digit", () => {
    const [least, most] = range("0.53866");
    expect(least).toBeLessThan(0.538655);
    expect(least).toBeGreaterThan(0.538654);
    expect(most).toBeGreaterThan(0.53867);
    expect(most).toBeLessThan(0.538671);
    const [low, high] = range("-0.53866");
    expect([low, high]).toEqual([-most, -least]);
  });
});

const CALL = {
  logits: [
    [2, 1, 0, -1, 0.5, 0.25, -2],
    [0.3, -1, 2, 0.1, 0, 1, -0.5],
    [1, 1, -2, 0, 0.5, -1, 3],
  ],
  target: [0, 1, 4],
};

describe("what is said of it", () => {
  const loss = torch({ labelSmoothing: 0.1 }).loss(CALL.logits, CALL.target).data[0]!;

  test.each([
    ["a printed float32", String(Math.fround(loss))],
    ["eight digits", loss.toPrecision(8)],
    ["seven digits, cut off", String(loss).slice(0, 8)],
  ])("%s: torch at 0.1, by identify and by explain", (_, text) => {
    const { matches, ambiguous } = identify({ ...CALL, loss: text });
    expect([matches[0]?.call, ambiguous]).toEqual(["PyTorch CrossEntropyLoss(label_smoothing=0.1)", false]);
    const ledger = explainNumber({ variant: "torch", options: { labelSmoothing: 0.25 } }, text, CALL);
    expect(ledger.found).toMatchObject({ variant: "torch", options: { labelSmoothing: 0.1 } });
  });

  test("a number that fits as cut off is never called wrong", () => {
    for (let a = 1; a <= 40; a += 1) {
      const right = torch({ labelSmoothing: a / 100 }).loss(CALL.logits, CALL.target).data[0]!;
      const { matches } = identify({ ...CALL, loss: String(right).slice(0, 7) });
      expect(matches.some(({ mutant }) => mutant === undefined)).toBe(true);
    }
  });
});
