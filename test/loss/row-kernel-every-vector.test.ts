import { expect, it } from "vitest";
import { openFixtures } from "../../src/fixtures/load.ts";
import { evaluate } from "../../src/loss/evaluate.ts";
import type { RowJob } from "../../src/loss/row-kernel.ts";
import type { Tensor } from "../../src/math/tensor.ts";
import { lossCallOf } from "../../src/protocol/loss-call-of.ts";
import { partialKernel } from "./partial-kernel.ts";

const values = (tensor: Tensor): readonly number[] => [...tensor.data];

it("a kernel that serves little changes no bit of what it does not serve", () => {
  const seen: RowJob[] = [];
  const kernel = partialKernel(seen);
  let fallen = 0;
  for (const vector of openFixtures().vectors()) {
    const lossCall = lossCallOf(vector);
    if (lossCall === undefined) continue;
    const before = seen.length;
    const got = evaluate(lossCall, { gradient: true }, [kernel]);
    if (seen.length > before) continue;
    fallen += 1;
    const { loss, gradient } = evaluate(lossCall);
    expect(values(got.loss)).toEqual(values(loss));
    expect(values(got.gradient!)).toEqual(values(gradient));
  }
  expect(fallen).toBeGreaterThan(1000);
  expect(seen.length).toBeGreaterThan(100);
});
