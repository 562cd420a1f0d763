/** Mistakes with a number in them: an answer tells the number, and the mutant made of it holds at other calls. */
import { describe, expect, test } from "vitest";
import { byHand } from "../../scripts/campaigns/diagnosis/by-hand.ts";
import { bind } from "../../src/definition/bind.ts";
import { evaluate } from "../../src/loss/evaluate.ts";
import type { LossCall } from "../../src/loss/loss-call.ts";
import { estimatesFrom } from "../../src/mutants/estimated.ts";
import { withRestrictions } from "../../src/mutants/restricted.ts";
import { variantById } from "../../src/variants/index.ts";

type Steps = Parameters<typeof byHand>[1];

const call = (labelSmoothing: number, more: object = {}): LossCall =>
  bind(variantById("torch")!, { labelSmoothing, ...more }).call({
    input: {
      dtype: "float64",
      shape: [3, 4],
      data: Float64Array.of(2, 1, 0, -1, 0.5, 0.25, -2, 12, 1, 3, -0.5, 0.75),
    },
    target: { dtype: "int64", shape: [3], data: Float64Array.of(0, 3, 2) },
    weight: undefined,
  });

const near = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length &&
  Array.from(a).every((x, i) => Math.abs(x - b[i]!) <= 1e-12 * Math.max(1, Math.abs(x)));

/** Mutants read from the answer at 0.1 that give this loss at 0.3 as well, summed. */
function told(steps: Steps): readonly string[] {
  const lossCall = call(0.1);
  const other = call(0.3, { reduction: "sum" });
  const got = byHand(lossCall, steps);
  const wanted = byHand(other, steps);
  return estimatesFrom({ lossCall, right: evaluate(lossCall), got }).flatMap((mutant) => {
    const [here, there] = [lossCall, other].map((each) => mutant.answer(each) ?? evaluate(each));
    const isSame =
      near(here!.loss.data, got.loss.data) &&
      near(there!.loss.data, wanted.loss.data) &&
      near(there!.gradient.data, wanted.gradient.data);
    return isSame ? [mutant.id] : [];
  });
}

describe("the number of a mistake", () => {
  test.each<[string, Steps]>([
    ["smoothing-times-2", { smoothing: (a) => 2 * a }],
    ["smoothing-to-the-0.5", { smoothing: (a) => Math.sqrt(a) }],
    ["smoothing-always-0.25", { smoothing: () => 0.25 }],
    ["all-times-1.5", { divisor: (usual) => usual / 1.5 }],
    ["gradient-times-0.5", { gradient: (g) => g.map((x) => x / 2) }],
    ["loss-plus-0.001", { loss: (loss) => loss + 1e-3 }],
    ["gradient-of-3-digits", { gradient: (g) => g.map((x) => Number(x.toPrecision(3))) }],
    ["logits-within-10", { logits: (x) => x.map((each) => Math.min(10, each)) }],
  ])("%s", (id, steps) => {
    expect(told(steps)).toContain(id);
  });

  test("nothing is told by a right answer", () => {
    expect(told({}).filter((id) => /times|plus|always|power/.test(id))).toEqual([]);
  });

  test("a mistake of some calls alone leaves the others", () => {
    const [double] = estimatesFrom({
      lossCall: call(0.1),
      right: evaluate(call(0.1)),
      got: byHand(call(0.1), { smoothing: (a) => 2 * a }),
    }).filter(({ id }) => id === "smoothing-times-2");
    const ofMeans = withRestrictions(double!).find(({ id }) => id === "smoothing-times-2-of-means")!;
    expect(ofMeans.says).toBe("label smoothing times 2, where losses are averaged");
    expect(ofMeans.answer(call(0.1))?.loss.data[0]).toBe(evaluate(call(0.2)).loss.data[0]);
    expect(ofMeans.answer(call(0.1, { reduction: "sum" }))).toBeUndefined();
  });
});
