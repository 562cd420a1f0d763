import { describe, expect, it } from "vitest";
import { ulpDistance } from "../../src/compare/ulp.ts";
import { EXACT } from "../../src/loss/backend.ts";
import { tfjsSigmoid } from "../../src/variants/tfjs-sigmoid.ts";
import { wasm } from "../../src/wasm/index.ts";
import { runnableBuilds } from "../../src/wasm/module.ts";

const runnable = runnableBuilds();
const [ROWS, CLASSES] = [61, 43];
const SHAPE = [ROWS, CLASSES];
const options = { labelSmoothing: 0.1, reduction: "none" } as const;

function logits(bad: number): Float32Array {
  const data = Float32Array.from({ length: ROWS * CLASSES }, (_, i) => Math.sin(i * i) * 10 ** ((i % 7) - 4));
  data.set([0, -0, 1e-40, -1e-40, 104, -104, 800, -800, 3e38, -3e38]);
  if (!Object.is(bad, 0)) data[5 * CLASSES + 7] = bad;
  return data;
}

const labels = Float32Array.from({ length: ROWS * CLASSES }, (_, i) => [0, 1, 0.5, 0.3][i % 4]!);

describe.each(runnable)("independent labels in the %s build", (build) => {
  it.each([0, Number.NaN, Number.POSITIVE_INFINITY])(
    "are within half a ULP, with %s in a row",
    async (bad) => {
      const backend = await wasm({ build });
      const input = { data: logits(bad), shape: SHAPE };
      const target = { data: labels, shape: SHAPE };
      const exact = tfjsSigmoid(options, { backend: EXACT }).lossAndGradient(input, target);
      const criterion = tfjsSigmoid(options, { backend });
      const got = criterion.lossAndGradient(input, target);
      const farthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
        Math.max(...Array.from(a, (x, i) => (Object.is(x, b[i]) ? 0 : ulpDistance(x, b[i]!, "float32"))));
      expect(farthest(got.loss.data, exact.loss.data)).toBeLessThanOrEqual(1);
      expect(farthest(got.gradient.data, exact.gradient.data)).toBeLessThanOrEqual(1);
      // In the kernels' memory, and in the place of the logits.
      const tensor = backend.tensor("float32", SHAPE);
      const masses = backend.tensor("float32", SHAPE);
      tensor.data.set(logits(bad));
      masses.data.set(labels);
      const there = criterion.lossAndGradient(tensor, masses, { gradient: tensor });
      expect(there.loss.data).toEqual(got.loss.data);
      expect([...tensor.data]).toEqual([...got.gradient.data]);
      expect(criterion.loss(input, target).data).toEqual(got.loss.data);
    },
  );

  it("do not depend on threads", async () => {
    const backend = await wasm({ build, threads: 2 });
    const input = { data: logits(0), shape: SHAPE };
    const target = { data: labels, shape: SHAPE };
    const got = tfjsSigmoid(options, { backend }).lossAndGradient(input, target);
    await backend.close();
    const alone = await wasm({ build });
    expect(got).toEqual(tfjsSigmoid(options, { backend: alone }).lossAndGradient(input, target));
  });
});
