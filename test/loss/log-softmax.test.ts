/** Log-softmax of doubles whose distances from the maximum are no doubles, against 50 digits. */
import { Decimal } from "decimal.js";
import fc from "fast-check";
import { expect, it } from "vitest";
import { runCall } from "../../src/protocol/run.ts";

const Exact = Decimal.clone({ precision: 60 });

/** The very double: Decimal reads numbers as JavaScript prints them. */
function exact(x: number): Decimal {
  let [whole, halvings] = [x, 0];
  for (; !Number.isInteger(whole); halvings += 1) whole *= 2;
  return new Exact(whole).div(new Exact(2).pow(halvings));
}

function surprisal(row: readonly number[], k: number): Decimal {
  const sum = row.reduce((total, x) => total.plus(exact(x).exp()), new Exact(0));
  return sum.ln().minus(exact(row[k]!));
}

/** Doubles up to 43 in size whose last bits are all in use. */
const logit = fc.integer({ min: -(2 ** 50), max: 2 ** 50 }).map((n) => n / 3 / 2 ** 43);

it("and its softmax are within 4 ULP and 8 units where max - x has to be rounded", () => {
  let inexact = 0;
  fc.assert(
    fc.property(fc.array(logit, { minLength: 2, maxLength: 6 }), (row) => {
      const max = Math.max(...row);
      if (
        row.some(
          (x) =>
            !exact(max)
              .minus(exact(x))
              .equals(exact(max - x)),
        )
      )
        inexact += 1;
      const { loss, gradient } = runCall({
        variant: "equation1",
        options: { reduction: "none" },
        inputs: {
          logits: { dtype: "float64", shape: [1, row.length], data: Float64Array.from(row) },
          target: { dtype: "int64", shape: [1], data: Float64Array.of(0) },
        },
        want: ["loss", "gradient"],
      });
      const truth = surprisal(row, 0);
      expect(truth.minus(exact(loss!.data[0]!)).abs().toNumber()).toBeLessThanOrEqual(
        4 * 2 ** -52 * truth.toNumber(),
      );
      for (let k = 1; k < row.length; k += 1) {
        const p = surprisal(row, k).neg().exp();
        const off = p.minus(exact(gradient!.data[k]!)).abs().toNumber();
        expect(off).toBeLessThanOrEqual(8 * 2 ** -52 * p.toNumber());
      }
    }),
    { numRuns: 100, seed: 3 },
  );
  expect(inexact).toBeGreaterThan(50);
});
