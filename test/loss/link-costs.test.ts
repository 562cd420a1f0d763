/** The two ways in which a link tells what a mass costs are one: the search adds up the first, the evaluator the second. */

import { describe, expect, it } from "vitest";
import { patched } from "../../src/definition/options.ts";
import { isPerLabel } from "../../src/loss/axis-values.ts";
import { rowCostFor } from "../../src/loss/row-costs.ts";
import { Accumulator } from "../../src/math/double-double.ts";
import { VARIANTS } from "../../src/variants/index.ts";

const CLASSES = 5;
const MASSES = [0, 0.05, 0.5, 0.93, 1];
/** Confident and not, beyond what sources clip, of both signs as logits. */
const PROBABILITIES = [
  [0.2, 0.1, 0.4, 0.05, 0.25],
  [1 - 3e-9, 1e-9, 1e-9, 5e-10, 5e-10],
  [0.999, 0.0004, 0.0003, 0.0002, 0.0001],
];
const LOGITS = [
  [0.5, -1.25, 3, 0, -2],
  [40, -3, -40, 1, 0],
  [-1000, 2, 2, 1, -0.5],
];

const linkNumbers = {
  alpha: 0.25,
  gamma: 2,
  logitScale: 0.75,
  softcap: 3,
  lseSquareScale: 0.01,
  posWeight: 3,
};

/** Every link that some variant has. */
const settings = new Map(
  VARIANTS.map(({ axes }) => [Object.values(axes.link).join(" "), axes] as const).concat(
    VARIANTS.flatMap(({ axes, options }) =>
      Object.values(options).flatMap((spec) =>
        (spec.kind === "choice" ? Object.values(spec.axes) : [spec.axes]).map((patch) => {
          const by = patched(axes, patch);
          return [Object.values(by.link).join(" "), by] as const;
        }),
      ),
    ),
  ),
);

describe("a link's costs per unit of mass", () => {
  it.each([...settings])("%s: are what it adds up", (_, axes) => {
    const rows = axes.input === "probs" ? PROBABILITIES : LOGITS;
    for (const row of axes.input === "logProbs" ? PROBABILITIES.map((p) => p.map(Math.log)) : rows) {
      const data = Float64Array.from(row);
      const input = { dtype: "float64", shape: [1, CLASSES], data } as const;
      const link = rowCostFor({ axes, input, linkNumbers }, CLASSES);
      link.load(data, 0, 1, CLASSES);
      const { unitCost } = link;
      if (unitCost === undefined) {
        // Not linear in its mass, so there is nothing to tell.
        expect(axes.link.focal !== "none" && isPerLabel(axes.link)).toBe(true);
        continue;
      }
      for (let k = 0; k < CLASSES; k += 1) {
        for (const mass of MASSES) {
          const sum = new Accumulator();
          link.addTerm(k, mass, 0, sum);
          const told = (link.bareCost?.(k) ?? 0) + mass * unitCost(k);
          // No mass on an infinite cost, and any mass on one.
          if (!link.isFiniteAt(k)) {
            expect(sum.value, `class ${k}, mass ${mass}`).toBe(told);
            continue;
          }
          const scale = Math.abs(link.bareCost?.(k) ?? 0) + Math.abs(mass * unitCost(k));
          expect(Math.abs(told - sum.value), `class ${k}, mass ${mass}`).toBeLessThanOrEqual(4e-16 * scale);
        }
      }
    }
  });
});
