import { describe, expect, it } from "vitest";
import type { LossModule } from "../../src/adapters/module-contract.ts";
import { runCall } from "../../src/protocol/run.ts";
import { assertConformance } from "../../src/testing/compare.ts";
import type { OptionValues } from "../../src/variants/options.ts";

const right: LossModule = {
  name: "right",
  variants: ["simple"],
  lossAndGradient(inputs, options, variant) {
    const { loss, gradient } = runCall({
      variant,
      inputs,
      options: options as OptionValues,
      want: ["loss", "gradient"],
    });
    return { loss: loss!, gradient: gradient! };
  },
};

/** As if the smoothing had been forgotten. */
const wrong: LossModule = {
  ...right,
  name: "wrong",
  lossAndGradient: (inputs, options, variant) =>
    right.lossAndGradient!(inputs, { ...options, labelSmoothing: 0 }, variant),
};

describe("assertConformance", () => {
  it("passes what is right, and says how much that was", async () => {
    const { passed, skipped, verdicts } = await assertConformance(right);
    expect(passed).toBeGreaterThan(200);
    expect(skipped).toBe(0);
    expect(verdicts).toHaveLength(passed);
  });

  it("fails what is wrong, naming the first failures and what they look like", async () => {
    const failure = await assertConformance(wrong, { skip: ["*.real.*"] }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: "ConformanceError" });
    const { message, verdicts } = failure as Error & { verdicts: readonly unknown[] };
    const [title, ...lines] = message.split("\n");
    expect(title).toMatch(/^wrong: \d+ of \d+ vectors fail$/);
    expect(lines[0]).toMatch(/^simple\.\S+ \(torch 2\.15\.0\): (loss|gradient)\[.*\]: expected /);
    expect(lines[1]).toMatch(/^ {2}looks like: no label smoothing at all \(mutant smoothing-missing/);
    expect(lines.at(-1)).toMatch(/^and \d+ more$/);
    expect(verdicts.length).toBeGreaterThan(100);
  });

  it("judges losses alone where there are no gradients", async () => {
    const { name, variants } = right;
    const loss: LossModule["loss"] = (inputs, options, variant) =>
      runCall({ variant, inputs, options: options as OptionValues, want: ["loss"] }).loss!;
    const { passed } = await assertConformance({ name: name!, variants: variants!, loss });
    expect(passed).toBeGreaterThan(200);
  });

  it("judges by copies: a function that writes on its inputs harms nothing", async () => {
    const scribbler: LossModule = {
      ...right,
      lossAndGradient(inputs, options, variant) {
        const result = right.lossAndGradient!(inputs, options, variant);
        for (const { data } of Object.values(inputs)) data.fill(7);
        return result;
      },
    };
    await expect(assertConformance(scribbler)).resolves.toMatchObject({ skipped: 0 });
  });

  it("does not wait for ever", async () => {
    const hanging: LossModule = { ...right, lossAndGradient: () => new Promise(() => {}) };
    const options = { timeout: 50, only: ["simple.accepts.one*", "simple.accepts.num-classes-five.*"] };
    await expect(assertConformance(hanging, options)).rejects.toThrow("gave no answer within 0.05 s");
  });

  it("refuses what has nothing to judge, and filters that match nothing", async () => {
    await expect(assertConformance({})).rejects.toThrow("expected an export named loss or lossAndGradient");
    await expect(assertConformance(right, { only: ["tpyo*"] })).rejects.toThrow(/^options: expected vectors/);
  });
});
