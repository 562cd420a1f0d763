import { describe, expect, it } from "vitest";
import { jsImplementation } from "../../src/backends/js.ts";
import { wasmImplementation } from "../../src/backends/wasm.ts";
import type { Implementation } from "../../src/conformance/implementation.ts";
import type { Shard } from "../../src/conformance/shard.ts";
import { compareAnswers } from "../../src/fuzz/differential.ts";
import { runCampaign } from "../../src/fuzz/run.ts";
import { EXACT } from "../../src/loss/backend.ts";
import { sizeOf } from "../../src/math/tensor.ts";
import { MUTANTS } from "../../src/mutants/index.ts";
import { lossCallOf } from "../../src/protocol/loss-call-of.ts";
import { VARIANTS } from "../../src/variants/index.ts";

const js = jsImplementation("test");

/** The right implementation with a mutant's answers wherever it has any. */
function mutated(id: string): Implementation {
  const mutant = MUTANTS.find((each) => each.id === id)!;
  return {
    ...js,
    judged: "default",
    answer(call) {
      const lossCall = lossCallOf(call);
      const wrong = lossCall === undefined ? undefined : mutant.answer(lossCall);
      return wrong === undefined ? js.answer(call) : { kind: "result", ...wrong };
    },
  };
}

const campaign = { oracle: js, records: VARIANTS, seed: 7 } as const;

describe("a campaign", () => {
  it("finds nothing where there is nothing, and compares every call", async () => {
    const { compared, notCompared, differences } = await runCampaign({
      ...campaign,
      subject: js,
      runs: 1000,
    });
    expect(differences).toEqual([]);
    expect([compared, notCompared.size]).toEqual([1000, 0]);
  });

  it.each([
    "target-off-target",
    "gradient-sign",
    "ignored-rows-counted",
    "weights-squared",
    "gradient-mass-one",
  ])("finds %s and shrinks it to a small call", async (id) => {
    const {
      differences: [difference],
    } = await runCampaign({ ...campaign, subject: mutated(id), runs: 2000 });
    expect(difference).toBeDefined();
    const [input] = Object.values(difference!.call.inputs);
    expect(sizeOf(input!.shape)).toBeLessThanOrEqual(9);
  });

  it.each(["target-off-target", "gradient-sign", "ignored-rows-counted"])(
    "says that %s is what it looks like",
    async (id) => {
      const { differences } = await runCampaign({ ...campaign, subject: mutated(id), runs: 1000 });
      expect(differences[0]?.looksLike?.mutant).toBe(id);
    },
  );

  it("allows a framework that flushes subnormals a 0 for one, and nobody else", async () => {
    const call = {
      id: "far apart",
      variant: "torch",
      dtype: "float32",
      options: {},
      inputs: {
        logits: { dtype: "float32", shape: [1, 2], data: Float64Array.of(0, -90) },
        target: { dtype: "int64", shape: [1], data: Float64Array.of(0) },
      },
    } as const;
    const right = await js.answer(call);
    if (right.kind !== "result") throw new Error("expected a result");
    const zero = { ...right.gradient!, data: Float64Array.of(0, 0) };
    expect(right.gradient!.data.some((x) => x !== 0 && Math.abs(x) < 2 ** -126)).toBe(true);
    const oracle = { ...right, loss: right.loss!, gradient: zero };
    const kindFor = (judged: Implementation["judged"]): string =>
      compareAnswers(call, { subject: right, oracle, judged: ["js", judged] }).kind;
    expect([kindFor("reference"), kindFor("default")]).toEqual(["same", "different"]);
  });

  it("goes on to as many differences as it is given, one of each thousand calls", async () => {
    const found = async (bail?: number): Promise<number> =>
      (await runCampaign({ ...campaign, subject: mutated("gradient-sign"), runs: 4000, bail })).differences
        .length;
    expect([await found(), await found(3), await found(9)]).toEqual([1, 3, 4]);
  });

  it("asks each side for no more at once than it takes, and as many as the other takes", async () => {
    const most = { subject: 0, oracle: 0 };
    const counting = (side: "subject" | "oracle", inFlight: number): Implementation => {
      let open = 0;
      return {
        ...js,
        inFlight,
        async answer(call) {
          open += 1;
          most[side] = Math.max(most[side], open);
          await new Promise((resolve) => setImmediate(resolve));
          open -= 1;
          return js.answer(call);
        },
      };
    };
    const sides = { subject: counting("subject", 6), oracle: counting("oracle", 2) };
    expect((await runCampaign({ ...campaign, ...sides, runs: 100 })).compared).toBe(100);
    expect(most).toEqual({ subject: 6, oracle: 2 });
  });

  it("finds nothing on odd calls, between the plain, the exact and the WebAssembly kernel", async () => {
    const edge = { ...campaign, tiers: ["edge"], runs: 2000 } as const;
    for (const subject of [jsImplementation("test", EXACT), await wasmImplementation("test")]) {
      const { compared, differences } = await runCampaign({ ...edge, subject });
      expect([subject.name, differences, compared]).toEqual([subject.name, [], 2000]);
    }
  });

  it("is the same for the same seed, and another for another", async () => {
    const found = async (seed: number): Promise<string> => {
      const { differences } = await runCampaign({
        ...campaign,
        seed,
        subject: mutated("gradient-transposed"),
        runs: 3000,
      });
      return JSON.stringify(differences[0]?.shrunk);
    };
    expect(await found(1)).toBe(await found(1));
    expect(await found(1)).not.toBe(await found(2));
  });

  it("in shards makes the same calls, each in one of them", async () => {
    const asked = async (shard?: Shard): Promise<string[]> => {
      const calls: string[] = [];
      const listening: Implementation = {
        ...js,
        answer: (call) => {
          calls.push(JSON.stringify([call.variant, call.options, call.inputs]));
          return js.answer(call);
        },
      };
      await runCampaign({ ...campaign, subject: listening, runs: 3500, shard });
      return calls;
    };
    const parts = await Promise.all([1, 2, 3].map((index) => asked({ index, count: 3 })));
    expect(parts.map(({ length }) => length)).toEqual([1500, 1000, 1000]);
    expect(parts.flat().sort()).toEqual((await asked()).sort());
  });

  it("counts apart where the losses alone were compared", async () => {
    const lossOnly: Implementation = {
      ...js,
      async answer(call) {
        const answer = await js.answer(call);
        if (answer.kind !== "result") return answer;
        const { gradient: _, ...loss } = answer;
        return loss;
      },
    };
    const { compared, lossAlone } = await runCampaign({ ...campaign, subject: lossOnly, runs: 400 });
    expect(compared).toBe(400);
    expect(lossAlone).toBeGreaterThan(300);
  });

  it("takes a missing loss for a difference", async () => {
    const gradientOnly: Implementation = {
      ...js,
      async answer(call) {
        const answer = await js.answer(call);
        if (answer.kind !== "result") return answer;
        const { loss: _, ...gradient } = answer;
        return gradient;
      },
    };
    const { differences } = await runCampaign({ ...campaign, subject: gradientOnly, runs: 100 });
    expect(differences[0]?.message).toBe("loss: expected one, got none");
  });

  it("leaves out what comes after its end", async () => {
    let asked = 0;
    const counting: Implementation = {
      ...js,
      answer: (call) => {
        asked += 1;
        return js.answer(call);
      },
    };
    const { compared, notCompared } = await runCampaign({
      ...campaign,
      subject: counting,
      runs: 5000,
      isOver: () => asked >= 1200,
    });
    expect(asked).toBeLessThanOrEqual(1210);
    expect(compared + notCompared.get("the time limit was reached")!).toBe(5000);
  });

  it("counts what one side does not have instead of passing it", async () => {
    const half: Implementation = {
      ...js,
      answer: (call) =>
        call.dtype === "float32" ? { kind: "skipped", reason: "float64 only" } : js.answer(call),
    };
    const { compared, notCompared } = await runCampaign({ ...campaign, subject: half, runs: 400 });
    expect(compared + notCompared.get("float64 only")!).toBe(400);
    expect(compared).toBeGreaterThan(100);
  });
});
