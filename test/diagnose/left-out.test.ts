/** Losses that were written for rows of logits, class indices and a mean, and look at nothing else. */
import { describe, expect, it } from "vitest";
import { describeBlame, describeLikeness, type Likeness } from "../../src/compare/symptom.ts";
import type { Answer, Judgement, Verdict } from "../../src/compare/verdict.ts";
import { withConditions } from "../../src/conformance/causes.ts";
import type { Implementation } from "../../src/conformance/implementation.ts";
import { conformance } from "../../src/conformance/run.ts";
import { settle } from "../../src/diagnose/looks-like.ts";
import { openFixtures } from "../../src/fixtures/load.ts";
import type { Call, Vector } from "../../src/fixtures/vector.ts";

const vectors: readonly Vector[] = [
  ...openFixtures()
    .limitedTo(["torch"])
    .vectors(({ variant, dtype, tier }) => variant === "torch" && dtype === "float32" && tier === "core"),
].filter(({ inputs }) => inputs.logits!.data.length <= 200);

type Masses = (smoothing: number, classes: number) => { readonly on: number; readonly off: number };

/** As many people write it. Weights, ignoreIndex, the reduction and the incoming gradient stay where they are. */
function naive(call: Call, masses: Masses): Answer {
  const { logits, target } = call.inputs;
  const [rows = 0, classes = 0] = logits!.shape;
  if (logits!.shape.length !== 2 || target!.shape.length !== 1)
    return { kind: "skipped", reason: "rows and indices alone" };
  const { on, off } = masses(Number(call.options.labelSmoothing ?? 0), classes);
  let loss = 0;
  const gradient = Float64Array.from(logits!.data, (_, i) => {
    const row = Math.floor(i / classes);
    const x = Array.from(logits!.data.slice(row * classes, (row + 1) * classes));
    const top = Math.max(...x);
    const sum = x.reduce((total, each) => total + Math.exp(each - top), 0);
    const q = i % classes === target!.data[row] ? on : off;
    const z = logits!.data[i]! - top;
    loss += (q * (Math.log(sum) - z)) / rows;
    return (Math.exp(z) / sum - q) / rows;
  });
  return {
    kind: "result",
    loss: { dtype: "float32", shape: [], data: Float64Array.of(loss) },
    gradient: { dtype: "float32", shape: logits!.shape, data: gradient },
  };
}

async function verdictsOf(answer: (call: Call) => Answer): Promise<readonly Verdict[]> {
  const implementation: Implementation = {
    name: "naive",
    version: "0",
    language: "TypeScript",
    variants: ["torch"],
    gradient: true,
    judged: "default",
    answer,
  };
  const judgements: Judgement[] = [];
  for await (const judgement of conformance(vectors, implementation)) judgements.push(judgement);
  return withConditions(settle(judgements)).filter(({ status }) => status === "fail");
}

const right: Masses = (a, k) => ({ on: 1 - a + a / k, off: a / k });
const offTarget: Masses = (a, k) => ({ on: 1 - a, off: a / (k - 1) });

const blames = (likeness: Likeness, words: string): boolean => describeLikeness(likeness).includes(words);

describe("a loss that leaves inputs and options out", () => {
  it("is told which, where the rest is right", async () => {
    const failures = await verdictsOf((call) => naive(call, right));
    const causes = new Set(failures.map(describeBlame));
    expect(failures.length).toBeGreaterThan(10);
    expect(causes).toContain("ignored rows counted like others");
    expect(causes).toContain("weights not applied");
    const named = failures.filter(({ looksLike }) => looksLike !== undefined);
    expect(named.length).toBeGreaterThan(0.9 * failures.length);
    for (const { id, looksLike, options, flags } of named) {
      if (blames(looksLike!, "weights not applied")) expect(flags, id).toContain("ClassWeight");
      if (blames(looksLike!, "ignored rows counted like others")) expect(flags.join(), id).toMatch(/Ignore/);
      if (blames(looksLike!, "mean over all rows"))
        expect([options.reduction, ...flags].join(), id).toMatch(/none|sum|Ignore/);
    }
  });

  it("is told of the mistake beside that, and of both where both count", async () => {
    const failures = await verdictsOf((call) => naive(call, offTarget));
    const mistaken = failures.filter((each) => describeBlame(each) === "off-target mass a/(K-1)");
    expect(mistaken.length).toBeGreaterThan(0.5 * failures.length);
    const both = failures.filter((each) => describeBlame(each) === "weights not applied");
    expect(both.map(({ looksLike }) => looksLike && describeLikeness(looksLike))).toContain(
      "weights not applied (mutant weights-missing), and off-target mass a/(K-1)",
    );
  });

  it("is told nothing of the kind where it uses them in another way", async () => {
    const failures = await verdictsOf((call) => {
      const answer = naive(call, right);
      const { weight } = call.inputs;
      if (answer.kind !== "result" || weight === undefined) return answer;
      const by = weight.data.reduce((sum, w) => sum + Math.sqrt(Math.abs(w)), 0);
      const times = (tensor: NonNullable<typeof answer.loss>): typeof tensor => ({
        ...tensor,
        data: Float64Array.from(tensor.data, (value) => value * by),
      });
      return { ...answer, loss: times(answer.loss!), gradient: times(answer.gradient!) };
    });
    expect(failures.length).toBeGreaterThan(10);
    for (const each of failures) expect(describeBlame(each)).not.toMatch(/weights not/);
  });
});
