/** The absolute errors that are handed out pass and fail what the judge passes and fails. */
import { expect, it } from "vitest";
import { allowedOf } from "../../src/compare/allowed.ts";
import { judge } from "../../src/compare/judge.ts";
import type { OutputName } from "../../src/compare/tolerances.ts";
import { openAllFixtures } from "../../src/fixtures/load.ts";
import type { ExpectedValue, Vector } from "../../src/fixtures/vector.ts";
import type { Tensor } from "../../src/math/tensor.ts";
import { sizeOf } from "../../src/math/tensor.ts";

/** A double cannot be moved by a hundredth of an error that is a few of its own steps, and what is exact not at all. */
const isMovable = (value: number, allowed: number): boolean =>
  allowed > Math.abs(value) * 2 ** -40 && allowed > 1e-300;

/** Without what is known of all elements together: errors are handed out for the told ones alone. */
function told(vector: Vector): Vector {
  const { expect } = vector;
  if (expect.kind === "throws") return vector;
  const { sums: _, ...gradient } = expect.gradient;
  return { ...vector, expect: { ...expect, gradient } };
}

/** Each expected number, moved by so many of its allowed errors. */
function answer(vector: Vector, expected: ExpectedValue, name: OutputName, times: number): Tensor {
  const { dtype, shape, at } = expected[name];
  const { value, allowed } = allowedOf(name, expected[name], vector);
  const data = new Float64Array(sizeOf(shape));
  for (const [i, number] of value.entries())
    data[at?.[i] ?? i] = isMovable(number, allowed[i]!) ? number + times * allowed[i]! : number;
  return { dtype, shape, data };
}

function passes(vector: Vector, expected: ExpectedValue, moved: OutputName | "", times: number): boolean {
  const output = (name: OutputName): Tensor => answer(vector, expected, name, name === moved ? times : 0);
  const result = { kind: "result" as const, loss: output("loss"), gradient: output("gradient") };
  return judge(vector, result, { judged: "default" }).status === "pass";
}

it("every vector of five variants passes at its values and within its errors, and fails at 1.01 of them", () => {
  const outcomes = { right: 0, within: 0, beyond: 0, movable: 0, answered: 0 };
  const ids = ["torch", "keras-binary", "opennmt", "tfjs-softmax", "sockeye"];
  for (const whole of openAllFixtures().limitedTo(ids).vectors()) {
    const vector = told(whole);
    const { expect: expected } = vector;
    if (expected.kind === "throws") continue;
    outcomes.answered += 1;
    if (passes(vector, expected, "", 0)) outcomes.right += 1;
    for (const name of ["loss", "gradient"] as const) {
      const { value, allowed } = allowedOf(name, expected[name], vector);
      if (!value.some((number, i) => isMovable(number, allowed[i]!))) continue;
      outcomes.movable += 1;
      if (passes(vector, expected, name, 0.99)) outcomes.within += 1;
      if (!passes(vector, expected, name, 1.01)) outcomes.beyond += 1;
    }
  }
  expect(outcomes.answered).toBeGreaterThan(1200);
  expect(outcomes.right).toBe(outcomes.answered);
  expect(outcomes.movable).toBeGreaterThan(1000);
  expect(outcomes).toMatchObject({ within: outcomes.movable, beyond: outcomes.movable });
}, 120_000);

it("hands out what a reference returned that overflows, NaN from infinities included", () => {
  const overflowing = [...openAllFixtures().limitedTo(["torch"]).vectors()].filter(({ flags }) =>
    flags.includes("Overflows"),
  );
  const kinds = overflowing.map((vector) => {
    if (vector.expect.kind === "throws") throw new Error(`${vector.id}: expected a value`);
    const { value, overflows } = allowedOf("loss", vector.expect.loss, vector);
    expect(value.every(Number.isFinite), vector.id).toBe(true);
    if (overflows === undefined) return "none";
    expect([...overflows], vector.id).toEqual([...vector.expect.loss.observed]);
    return Number.isNaN(overflows[0]) ? "NaN" : "Infinity";
  });
  expect(new Set(kinds)).toContain("NaN");
  expect(new Set(kinds)).toContain("Infinity");
});
