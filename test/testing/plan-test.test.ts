import { describe, expect, it } from "vitest";
import type { LossModule } from "../../src/adapters/module-contract.ts";
import { torch } from "../../src/index.ts";
import { planTest } from "../../src/testing/plan-test.ts";

const call = (reduction: string) => ({
  id: "a",
  variant: "torch",
  dtype: "float64" as const,
  options: { labelSmoothing: 0.1, reduction },
  inputs: {
    logits: { dtype: "float64" as const, shape: [2, 3], data: Float64Array.of(2, 1, 0, 1, 0, -1) },
    target: { dtype: "int64" as const, shape: [2], data: Float64Array.of(0, 2) },
  },
});

/** A loss of rows and class indices, computed by hand, that may or may not look at its reduction. */
function lossThatSees(reductions: readonly string[]): LossModule {
  return {
    loss({ logits, target }, { labelSmoothing = 0, reduction = "mean" }) {
      const [rows = 0, classes = 0] = logits!.shape;
      const losses = Array.from({ length: rows }, (_, row) => {
        const x = Array.from(logits!.data.slice(row * classes, (row + 1) * classes));
        const top = Math.max(...x);
        const logSum = top + Math.log(x.reduce((sum, each) => sum + Math.exp(each - top), 0));
        const share = Number(labelSmoothing) / classes;
        return x.reduce((sum, each, k) => {
          const q = share + (k === target!.data[row] ? 1 - Number(labelSmoothing) : 0);
          return sum + q * (logSum - each);
        }, 0);
      });
      const sum = losses.reduce((total, each) => total + each, 0);
      const asked = reductions.includes(String(reduction)) ? reduction : "mean";
      return asked === "none" ? losses : asked === "sum" ? sum : sum / rows;
    },
  };
}

describe("a loss that names no variants", () => {
  it("is not asked for a reduction that it does not look at", async () => {
    const { implementation, judgedAs, owes } = await planTest(lossThatSees(["mean"]), {});
    expect(new Set(owes.map((id) => id.split(".")[0])).size).toBe(1);
    expect(judgedAs).toContain(owes[0]!.split(".")[0]);
    expect(await implementation.answer(call("mean"))).toMatchObject({ kind: "result" });
    const reason = `reduction is always mean for ${implementation.name}`;
    expect(await implementation.answer(call("sum"))).toEqual({ kind: "skipped", reason });
    expect(await implementation.answer(call("none"))).toEqual({ kind: "skipped", reason });
  });

  it("is asked for every reduction where it looks at one", async () => {
    const { implementation } = await planTest(lossThatSees(["mean", "sum"]), {});
    const right = torch({ labelSmoothing: 0.1, reduction: "sum" }).loss(
      [
        [2, 1, 0],
        [1, 0, -1],
      ],
      [0, 2],
    );
    const answer = await implementation.answer(call("sum"));
    expect(answer.kind === "result" && answer.loss?.data[0]).toBeCloseTo(right.data[0]!, 12);
    expect(await implementation.answer(call("none"))).toMatchObject({ kind: "result" });
  });

  it("is asked for everything where the test names its variant", async () => {
    const { implementation, judgedAs } = await planTest(lossThatSees(["mean"]), { variants: ["torch"] });
    expect(judgedAs).toBeUndefined();
    expect(await implementation.answer(call("sum"))).toMatchObject({ kind: "result" });
  });
});
