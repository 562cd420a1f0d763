/** The two ways in which a link tells what a mass costs are one: the search adds up the first, the evaluator the second. */

import { describe, expect, it } from "vitest";
import { patched } from "../../src/definition/options.ts";
import type { Axes } from "../../src/loss/axes.ts";
import { isPerLabel } from "../../src/loss/axis-values.ts";
import type { RowCost } from "../../src/loss/row-cost.ts";
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

/** Where each link is asked, two rows of its kind, of which one has costs that are not finite. */
const rowsFor = (input: string): number[][] => {
  if (input === "probs") return [PROBABILITIES[0]!, [0.5, Number.NaN, 0.25, 0, 0.25]];
  if (input === "logProbs") return [PROBABILITIES[0]!.map(Math.log), [0, -Infinity, Number.NaN, -1, -2]];
  return [LOGITS[0]!, [-Infinity, 3, 2, 1, 0], [Number.NaN, 3, 2, 1, 0]];
};

describe("a link", () => {
  const linkFor = (axes: Axes) => {
    const input = { dtype: "float64", shape: [1, CLASSES], data: new Float64Array(CLASSES) } as const;
    return rowCostFor({ axes, input, linkNumbers }, CLASSES);
  };
  const costOf = (link: RowCost, k: number): number => {
    const sum = new Accumulator();
    link.addTerm(k, 1, 0, sum);
    return sum.value;
  };

  it.each([...settings])("%s: tells where a mass costs a finite amount", (_, axes) => {
    const link = linkFor(axes);
    for (const row of rowsFor(axes.input)) {
      link.load(Float64Array.from(row), 0, 1, CLASSES);
      for (let k = 0; k < CLASSES; k += 1)
        expect(link.isFiniteAt(k), `${row} ${k}`).toBe(Number.isFinite(costOf(link, k)));
    }
  });

  it.each([...settings])("%s: reads a row with its stride, and nothing beside it", (_, axes) => {
    const [along, across] = [linkFor(axes), linkFor(axes)];
    const row = rowsFor(axes.input)[0]!;
    along.load(Float64Array.from(row), 0, 1, CLASSES);
    // Between the values of the row, and after them, stand others.
    across.load(Float64Array.from([9, ...row.flatMap((x) => [x, 0.9])]), 1, 2, CLASSES);
    const masses = { high: Float64Array.of(0.6, 0.1, 0.1, 0.1, 0.1), low: new Float64Array(CLASSES) };
    const told = (link: RowCost): number[] => {
      link.prepareSlopes(masses, CLASSES);
      const sum = new Accumulator();
      link.addRowTerm?.(sum);
      link.addNormaliser?.(1, 0, sum);
      const each = row.map((_, k) => [
        costOf(link, k),
        link.slope(k, masses),
        link.slopeMagnitude(k, 0.25, 1),
      ]);
      return [sum.value, ...each.flat()];
    };
    expect(told(across)).toEqual(told(along));
    expect(told(along).every(Number.isFinite)).toBe(true);
  });
});
