import { describe, expect, it } from "vitest";
import { isPrintedAs, lastPlace, likePrinted, printedValue } from "../../src/cases/printed.ts";

describe("printed numbers", () => {
  it.each([
    ["1.0598", 1.0598, 1e-4],
    ["4000.", 4000, 0],
    ["-0.", -0, 0],
    ["1.5942385e+01", 15.942385, 1e-6],
    ["1.19e-07", 1.19e-7, 1e-9],
    ["1000", 1000, 1],
    ["nan", Number.NaN, 1],
    ["-inf", Number.NEGATIVE_INFINITY, 1],
  ])("%s is read with its last place", (text, value, place) => {
    expect(printedValue(text)).toBe(value);
    if (Number.isFinite(value)) expect(lastPlace(text)).toBeCloseTo(place, 15);
  });

  it.each(["", "1,5", "0x10", "tensor(1.5)", "1.5.2"])("refuses %j", (text) => {
    expect(() => printedValue(text)).toThrow(/^printed: expected a number/);
  });

  it("takes rounded and cut digits, and no others", () => {
    expect(isPrintedAs(1.54811, "1.5481", "float64")).toBe(true);
    expect(isPrintedAs(0.81359, "0.814", "float64")).toBe(true);
    expect(isPrintedAs(0.81359, "0.813", "float64")).toBe(true);
    expect(isPrintedAs(1.59971, "1.5991", "float64")).toBe(false);
    expect(isPrintedAs(4000.5, "4000.", "float64")).toBe(false);
  });

  it("allows a float32 that is printed with more digits than it holds", () => {
    expect(isPrintedAs(16.118095397949219, "16.11809539794922", "float32")).toBe(true);
    expect(isPrintedAs(16.118101, "16.11809539794922", "float32")).toBe(false);
  });

  it("compares what is not finite by its class", () => {
    expect(isPrintedAs(Number.NaN, "nan", "float32")).toBe(true);
    expect(isPrintedAs(Number.POSITIVE_INFINITY, "nan", "float32")).toBe(false);
    expect(isPrintedAs(1, "inf", "float32")).toBe(false);
  });

  it("shows a computed number with one digit more than the printed one", () => {
    expect(likePrinted(1.0598310608, "1.0598")).toBe("1.05983");
    expect(likePrinted(1.1920930376e-7, "1.19e-07")).toBe("1.192e-7");
    expect(likePrinted(Number.NaN, "inf")).toBe("NaN");
  });
});
