import { describe, expect, it } from "vitest";
import { type LossModule, readModule } from "../../src/adapters/module-contract.ts";
import type { OptionValues } from "../../src/definition/options.ts";
import { runCall } from "../../src/protocol/run.ts";
import { assertConformance } from "../../src/testing/compare.ts";

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
    expect(lines[0]).toMatch(
      /^simple\.\S+ \(torch 2\.15\.0 \(our code of the article's steps\)\): (loss|gradient)\[.*\]: expected /,
    );
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

  it("takes an answer that is none for a failure, in one line", async () => {
    for (const answer of [undefined, { kind: "result", loss: 3 }]) {
      const odd = {
        name: "odd",
        version: "1",
        language: "JS",
        variants: ["simple"],
        gradient: true,
      } as const;
      const subject = { ...odd, judged: "default", answer: () => answer } as unknown as LossModule;
      await expect(
        assertConformance(subject, { only: ["simple.mean.index.2d.ordinary.a0.*"] }),
      ).rejects.toThrow('expected an answer such as { kind: "result", loss: { dtype, shape, data } }, got ');
    }
  });

  it("finds out what names no variant, and says so where that is nothing known", async () => {
    const { variants: _, ...unnamed } = right;
    const { verdicts } = await assertConformance(unnamed, { tiers: ["core"] });
    expect(new Set(verdicts.map(({ variant }) => variant))).toEqual(new Set(["torch"]));
    const mute: LossModule = {
      loss: () => {
        throw new Error("not yet");
      },
    };
    await expect(assertConformance(mute)).rejects.toThrow(
      /^subject: it names no variant, and none gives its numbers .*\{ variants: \["torch"\] \}$/,
    );
  });

  it("refuses what has nothing to judge, and filters that match nothing", async () => {
    await expect(assertConformance({})).rejects.toThrow("expected an export named loss or lossAndGradient");
    await expect(assertConformance(right, { only: ["tpyo*"] })).rejects.toThrow(/^options: expected vectors/);
  });

  /** As JavaScript calls it, where no compiler looks. */
  const untyped = assertConformance as (...args: unknown[]) => Promise<unknown>;

  it.each<[string | RegExp, unknown]>([
    [
      "foo: expected one of variants, tiers, only, skip, flags, require, timeout, fixtures for a conformance test",
      { foo: 1 },
    ],
    [/^variant: expected one of variants, tiers, only, /, { variant: "simple" }],
    ['only: expected an array of strings, got "simple.*"', { only: "simple.*" }],
    ["skip: expected an array of strings, got an array of length 1", { skip: [3] }],
    ["flags: expected an array of strings, got null", { flags: null }],
    ['variants: expected an array of strings, got "simple"', { variants: "simple" }],
    [/^variants: expected ids of .*\btorch\b.*, got "nope"$/, { variants: ["simple", "nope"] }],
    ["variants: expected an array of variant ids, got an array of length 0", { variants: [] }],
    ['timeout: expected milliseconds, more than 0 and at most 2147483647, got "10"', { timeout: "10" }],
    [
      /^timeout: expected milliseconds, more than 0 and at most 2147483647, got 1000000000000$/,
      { timeout: 1e12 },
    ],
    ["fixtures: expected a folder, got 3", { fixtures: 3 }],
    [/^options: expected an object with variants, tiers, only, .*, got 3$/, 3],
    [/^options: expected an object with variants, tiers, only, .*, got null$/, null],
  ])("refuses options that would be ignored: %s", async (message, options) => {
    const error = await untyped(right, options).catch((thrown: unknown) => thrown);
    expect((error as Error).message).toEqual(
      typeof message === "string" ? message : expect.stringMatching(message),
    );
  });

  it.each<[string, unknown]>([
    ["subject: expected functions loss or lossAndGradient, or an implementation, got undefined", undefined],
    ["subject: expected functions loss or lossAndGradient, or an implementation, got null", null],
    ['subject: expected functions loss or lossAndGradient, or an implementation, got "torch"', "torch"],
    ['variants: expected an array of variant ids, got "torch"', { ...right, variants: "torch" }],
    ["variants: expected an array of variant ids, got null", { ...right, variants: null }],
    ["losses: expected an object of functions per variant, got an array of length 1", { losses: [right] }],
    ["name: expected a string, got 5", { ...right, name: 5 }],
  ])("refuses what is no subject: %s", async (message, subject) => {
    const error = await untyped(subject).catch((thrown: unknown) => thrown);
    expect((error as Error).message).toBe(message);
  });
});

describe("readModule", () => {
  const read = readModule as (exported: unknown, file: string) => unknown;

  it.each<[string, unknown]>([
    ["exports: expected an object with loss or lossAndGradient, got null", null],
    ["exports: expected an object with loss or lossAndGradient, got 3", 3],
    [
      "expected an export named loss or lossAndGradient, or losses with one of them per variant",
      { losses: { torch: null } },
    ],
    ["version: expected a string, got 2", { ...right, version: 2 }],
  ])("%s", (message, exported) => {
    const error = new Error(message);
    expect(() => read(exported, "my-loss.js")).toThrow(error);
  });

  it("names the export whose ids are not known", () => {
    const { variants, ...unlisted } = right;
    const losses = { toch: unlisted };
    expect(() => read({ losses }, "my-loss.js")).toThrow(/^losses: expected ids of .*, got "toch"$/);
    expect(() => read({ ...right, variants: [7] }, "my-loss.js")).toThrow(
      /^variants: expected ids of .*, got 7$/,
    );
    expect(read({ ...right, variants }, "my-loss.js")).toMatchObject({ name: "right", variants: ["simple"] });
  });
});
