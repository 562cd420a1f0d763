import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bind } from "../../src/definition/bind.ts";
import { EXACT } from "../../src/loss/backend.ts";
import { evaluate } from "../../src/loss/evaluate.ts";
import { expOfNegative } from "../../src/loss/exponential.ts";
import { variantById } from "../../src/variants/index.ts";
import { errors, indices, scattered, watched } from "./kernel-errors.ts";

describe("the plain kernel", () => {
  it.each([
    ["torch", { labelSmoothing: 0.1 }, 10, 10, 0],
    ["torch", { labelSmoothing: 0.1 }, 1000, 30, 0],
    ["torch", {}, 1000, 200, 0],
    ["torch", { labelSmoothing: 0.1 }, 1000, 10, 1e8],
    ["simple", { numClasses: 500, labelSmoothing: 0.2 }, 500, 40, -1e6],
    ["tfjs-softmax", { labelSmoothing: 0.3 }, 100, 20, 0],
  ] as const)(
    "is within 0.51 ULP: %s %j, K = %i, logits of %i around %i",
    (id, options, classes, scale, offset) => {
      const data = scattered(3 * classes, scale, offset);
      const target =
        id === "tfjs-softmax"
          ? { data: scattered(3 * classes, 1, 0.5, 5), shape: [3, classes] }
          : indices(3, classes);
      const lossCall = bind(variantById(id)!, options).call({ input: { data, shape: [3, classes] }, target });
      const { ulp, units } = errors(lossCall);
      expect(ulp).toBeLessThanOrEqual(0.51);
      expect(units).toBeLessThanOrEqual(0.51);
    },
  );

  it("keeps the digits of confident rows, and of rows whose target is far below all others", () => {
    const record = variantById("simple")!;
    for (const logits of [
      [40, 0, -3],
      [-1e6, 1, 1.5],
      [1e38, -1e38, 0],
      [1e-40, 0, -1e-40],
    ]) {
      for (const labelSmoothing of [0, 0.1, 1]) {
        const lossCall = bind(record, { numClasses: 3, labelSmoothing }).call({
          input: { data: Float32Array.from(logits), shape: [1, 3] },
          target: [0],
        });
        expect(errors(lossCall).ulp, `${logits} ${labelSmoothing}`).toBeLessThanOrEqual(0.51);
      }
    }
  });

  it("leaves rows that are not finite to the exact kernel, ignored ones as well", () => {
    const data = Float32Array.of(1, 2, 3, Number.NaN, 0, 0, 1, 0, -1, Number.POSITIVE_INFINITY, 0, 1);
    const lossCall = bind(variantById("torch")!, {
      labelSmoothing: 0.1,
      ignoreIndex: 1,
      reduction: "none",
    }).call({
      input: { data, shape: [4, 3] },
      target: [0, 1, 2, 0],
    });
    const kernel = watched();
    const got = evaluate(lossCall, { gradient: true }, [kernel]);
    expect(kernel.left).toBe(2);
    expect([...got.loss.data]).toEqual([...evaluate(lossCall).loss.data]);
    // PyTorch 2.15.0 gives NaN there: the masked slope 0 is multiplied by a softmax that is NaN.
    expect([...got.gradient!.data.slice(3, 6)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect([...got.gradient!.data.slice(9)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it("has an exponential within 2^-42 of Math.exp", () => {
    fc.assert(
      fc.property(fc.double({ min: -708, max: 0, noNaN: true }), (x) => {
        expect(Math.abs(expOfNegative(x) / Math.exp(x) - 1)).toBeLessThan(2 ** -42);
      }),
      { numRuns: 5000 },
    );
    expect(expOfNegative(0)).toBe(1);
    expect(expOfNegative(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(expOfNegative(Number.NaN)).toBeNaN();
  });

  it("does not serve float64, which the exact kernel computes", () => {
    const lossCall = bind(variantById("torch")!, {}).call({ input: [[1, 2]], target: [0] });
    const kernel = watched();
    evaluate(lossCall, { gradient: true }, [kernel]);
    expect(kernel.rows).toBe(0);
    expect(EXACT.evaluate(lossCall, { gradient: false }).gradient).toBeUndefined();
  });
});
