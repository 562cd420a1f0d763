/** What verdicts say: messages, causes, which output they are about, and what of a vector they keep. */
import { describe, expect, it } from "vitest";
import { judge } from "../../src/compare/judge.ts";
import { describeBlame } from "../../src/compare/symptom.ts";
import type { Answer, Verdict } from "../../src/compare/verdict.ts";
import { decodeVector } from "../../src/fixtures/decode.ts";
import type { RawVector } from "../../src/fixtures/format.ts";
import type { ExpectedOutput, ExpectedValue, Vector } from "../../src/fixtures/vector.ts";
import type { Tensor } from "../../src/math/tensor.ts";
import { errorVector, valueVector } from "../fixtures/build.ts";

function decode(raw: RawVector): Vector {
  return decodeVector(raw, { file: "vectors/torch.json", reference: "torch 2.15.0", sidecar: undefined });
}

type Changes = { readonly [output in "loss" | "gradient"]?: Partial<ExpectedOutput> };

/** The vector of `valueVector`, with other expected values. */
function vectorWith(changes: Changes = {}, more: Partial<Vector> = {}): Vector {
  const vector = decode(valueVector("float32"));
  const { loss, gradient } = vector.expect as ExpectedValue;
  const expectation = {
    kind: "value" as const,
    loss: { ...loss, ...changes.loss },
    gradient: { ...gradient, ...changes.gradient },
  };
  return { ...vector, expect: expectation, ...more };
}

function answerTo(
  vector: Vector,
  changes: { loss?: number[]; gradient?: number[] } = {},
): Answer & { kind: "result" } {
  const expected = vector.expect as ExpectedValue;
  const tensor = (name: "loss" | "gradient"): Tensor => {
    const { dtype, shape, observed } = expected[name];
    return { dtype, shape, data: Float64Array.from(changes[name] ?? observed) };
  };
  return { kind: "result", loss: tensor("loss"), gradient: tensor("gradient") };
}

const on = (vector: Vector, answer: Answer): Verdict =>
  judge(vector, answer, { judged: "default", codes: true });

/** The gradient of `valueVector` with other numbers in some places. */
function gradientWith(changes: { readonly [index: number]: number }): number[] {
  const { observed } = (vectorWith().expect as ExpectedValue).gradient;
  return Array.from(observed, (value, i) => changes[i] ?? value);
}

describe("a verdict keeps of its vector", () => {
  it("what a report needs, and the inputs only where something is wrong", () => {
    const vector = vectorWith();
    const common = {
      id: "torch.mean.index.2d.ordinary.a0.1.f32",
      variant: "torch",
      dtype: "float32",
      tier: "core",
      flags: ["Ordinary"],
      options: { labelSmoothing: 0.1 },
      shape: [2, 3],
      reference: "torch 2.15.0",
      file: "vectors/torch.json",
    };
    const passed = on(vector, answerTo(vector));
    expect(passed).toMatchObject({ ...common, status: "pass", message: "", output: "loss" });
    expect(passed).not.toHaveProperty("given");
    expect(passed).not.toHaveProperty("cause");
    const failed = on(vector, answerTo(vector, { loss: [1] }));
    expect(failed).toMatchObject({
      ...common,
      status: "fail",
      given: { logits: "[[-1, 2.5, -0], [1, Infinity, 0.1]]", target: "[1, 2]" },
    });
  });

  it("the shape of its first input, whatever that is", () => {
    const vector = vectorWith();
    const { logits, target } = vector.inputs;
    for (const name of ["logProbs", "probs"]) {
      const inputs = { [name]: logits!, target: target! };
      expect(on({ ...vector, inputs }, { kind: "skipped", reason: "no" }).shape).toEqual([2, 3]);
    }
    expect(on({ ...vector, inputs: { target: target! } }, { kind: "skipped", reason: "no" }).shape).toEqual(
      [],
    );
  });

  it("nothing of measures where nothing was measured", () => {
    const verdict = on(vectorWith(), { kind: "unasked", reason: "--bail 1" });
    expect(verdict).toMatchObject({ status: "notJudged", message: "--bail 1", measures: {} });
    for (const name of ["output", "maxUlp", "cause", "given"]) expect(verdict).not.toHaveProperty(name);
    expect(on(vectorWith(), { kind: "skipped", reason: "no" })).toMatchObject({
      status: "skip",
      message: "no",
    });
  });
});

/** What a verdict says, and its cause in words. */
const sayings = (vector: Vector, answer: Answer): readonly string[] => {
  const verdict = on(vector, answer);
  return [verdict.status, verdict.output ?? "", verdict.message, describeBlame(verdict)];
};

describe("the cause of an error", () => {
  it("is what happened, without the details of this one", () => {
    const message = "exited with 1";
    const words = ["error", "", message, message];
    expect(sayings(vectorWith(), { kind: "errored", message })).toEqual(words);
    const detail = "; its standard error ended: x";
    expect(sayings(vectorWith(), { kind: "errored", message, detail })).toEqual([
      "error",
      "",
      `${message}${detail}`,
      message,
    ]);
  });
});

describe("a refusal where a value is due", () => {
  const refusal = (code: string, message: string): Answer => ({
    kind: "error",
    phase: "call",
    code,
    message,
  });

  it("is a failure by its code", () => {
    expect(sayings(vectorWith(), refusal("weight-shape", "no"))).toEqual([
      "fail",
      "error",
      'threw weight-shape at call ("no"), expected a value',
      "refuses what is accepted (weight-shape)",
    ]);
  });

  it("is told by the first line of an exception, up to 60 characters", () => {
    const cause = (message: string): string => describeBlame(on(vectorWith(), refusal("exception", message)));
    expect(cause("boom\nat line 3")).toBe("exception: boom");
    expect(cause("x".repeat(60))).toBe(`exception: ${"x".repeat(60)}`);
    expect(cause("x".repeat(61))).toBe(`exception: ${"x".repeat(60)}…`);
    expect(cause("")).toBe("exception: ");
  });
});

describe("an error that is due", () => {
  const vector = decode(errorVector());
  const wanted =
    "expected class-index-out-of-range at call (torch 2.15.0: IndexError: Target 5 is out of bounds.)";
  const thrown = (code: string, phase: "construct" | "call", message = "mine"): Answer => ({
    kind: "error",
    phase,
    code,
    message,
  });

  it.each<[Answer, string, string]>([
    [{ kind: "result" }, `returned a value, ${wanted}`, "accepts what is refused (class-index-out-of-range)"],
    [
      thrown("class-index-out-of-range", "construct"),
      `threw class-index-out-of-range at construct ("mine"), ${wanted}`,
      "refuses with class-index-out-of-range at construct, not call",
    ],
    [
      thrown("target-dtype", "call"),
      `threw target-dtype at call ("mine"), ${wanted}`,
      "refuses with target-dtype, not class-index-out-of-range",
    ],
    [thrown("exception", "call", "boom"), `threw exception at call ("boom"), ${wanted}`, "exception: boom"],
  ])("%j", (answer, message, cause) => {
    expect(sayings(vector, answer)).toEqual(["fail", "error", message, cause]);
  });

  it("passes with code and phase", () => {
    expect(on(vector, thrown("class-index-out-of-range", "call"))).toMatchObject({
      status: "pass",
      message: "",
    });
  });
});

describe("an output that is no output", () => {
  const vector = vectorWith();
  const full = answerTo(vector);

  it.each<[Answer, string, string]>([
    [{ ...full, loss: undefined as never }, "loss: expected float32 of shape [], got no loss", "no loss"],
    [
      { ...full, gradient: undefined as never },
      "gradient: expected float32 of shape [2, 3], got no gradient",
      "no gradient",
    ],
    [
      { ...full, loss: { ...full.loss!, dtype: "float64" } },
      "loss: expected dtype float32, got float64",
      "the loss is float64, not float32",
    ],
    [
      { ...full, gradient: { ...full.gradient!, shape: [3, 2] } },
      "gradient: expected shape [2, 3], got [3, 2]",
      "the gradient has another shape",
    ],
    [
      { ...full, gradient: { ...full.gradient!, data: new Float64Array(5) } },
      "gradient: expected 6 elements, got 5",
      "the gradient has another number of elements",
    ],
  ])("%#", (answer, message, cause) => {
    const [status, , ...words] = sayings(vector, answer);
    expect([status, ...words]).toEqual(["fail", message, cause]);
  });
});

describe("a vector that tells some elements only", () => {
  const whole = vectorWith();
  const { gradient } = whole.expect as ExpectedValue;
  const pick = (from: ArrayLike<number>): Float64Array => Float64Array.of(from[1]!, from[5]!);
  const vector = vectorWith({
    gradient: {
      at: [1, 5],
      observed: pick(gradient.observed),
      scale: pick(gradient.scale),
      truth: [gradient.truth[1] as string, gradient.truth[5] as string],
      off: [gradient.off![1]!, gradient.off![5]!],
    },
  });
  const answer = (changes: { readonly [index: number]: number } = {}): Answer => ({
    ...answerTo(whole, { gradient: gradientWith(changes) }),
  });

  it("is judged by these", () => {
    expect(on(vector, answer({ 0: 9, 3: 9 }))).toMatchObject({ status: "pass" });
    const wrong = on(vector, answer({ 5: 9 }));
    expect(wrong).toMatchObject({ status: "fail", measures: { gradient: { index: [1, 2], elements: 2 } } });
    expect(wrong.message).toMatch(/^gradient\[1,2\]: expected -0\.25 /);
  });

  it("wants numbers of the others", () => {
    const wrong = on(vector, answer({ 0: Number.NaN, 3: Number.POSITIVE_INFINITY }));
    expect(wrong.status).toBe("fail");
    expect(wrong.message).toBe(
      "gradient[0,0]: expected a number, got NaN; so it is with 2 of 4 elements that the vector does not tell",
    );
    expect(describeBlame(wrong)).toBe("the gradient is NaN where a number is due");
  });

  it("wants all of them", () => {
    const short = {
      ...answerTo(whole),
      gradient: { ...answerTo(whole).gradient!, data: new Float64Array(2) },
    };
    expect(on(vector, short).message).toBe("gradient: expected 6 elements, got 2");
  });

  it("names the place of a changed one", () => {
    const changed = vectorWith({
      gradient: {
        ...(vector.expect as ExpectedValue).gradient,
        observed: Float64Array.of(gradient.observed[1]!, 7),
      },
    });
    expect(on(changed, answer()).message).toMatch(/^vectors\/torch\.json: gradient\[1,2\]: /);
  });
});

describe("a changed fixture", () => {
  it("fails before anything else, and says how to make it anew", () => {
    const { observed } = (vectorWith().expect as ExpectedValue).gradient;
    const changed = vectorWith({
      gradient: { observed: Float64Array.from(observed, (value, i) => (i === 1 ? 0.5 : value)) },
    });
    const verdict = on(changed, answerTo(vectorWith(), { loss: [9] }));
    expect(verdict).toMatchObject({
      status: "fail",
      output: "gradient",
      cause: { symptom: { kind: "changed-fixture" } },
    });
    expect(verdict.message).toMatch(
      /^vectors\/torch\.json: gradient\[0,1\]: the observed value is 0\.5 \(3f000000\), .*\. Run: uv run generate --check \(in python-ref\)$/,
    );
  });

  it("has no place where only the sum of all distances tells", () => {
    const { off: _, ...loss } = (vectorWith().expect as ExpectedValue).loss;
    const vector = vectorWith();
    const expectation = {
      ...(vector.expect as ExpectedValue),
      loss: { ...loss, offSum: "5" },
    } as ExpectedValue;
    expect(on({ ...vector, expect: expectation }, answerTo(vector)).message).toMatch(
      /^vectors\/torch\.json: loss: the observed values are /,
    );
  });
});

describe("the cause of a difference", () => {
  const cause = (changes: { loss?: number[]; gradient?: number[] }, vector = vectorWith()): string =>
    describeBlame(on(vector, answerTo(vector, changes)));

  it("is less exactness, or another number from a thousandth on", () => {
    const { observed } = (vectorWith().expect as ExpectedValue).loss;
    expect(cause({ loss: [observed[0]! * 1.0009] })).toBe("the loss is less exact than its budget");
    expect(cause({ loss: [observed[0]! * 0.9991] })).toBe("the loss is less exact than its budget");
    expect(cause({ loss: [observed[0]! * 1.0011] })).toBe("the loss is another number");
    expect(cause({ gradient: gradientWith({ 1: 0.5 }) })).toBe(
      "the gradient is another number, the loss is right",
    );
  });

  it("is another number at a thousandth itself", () => {
    const thousand = vectorWith({
      loss: {
        observed: Float64Array.of(1000),
        truth: ["1000"],
        off: ["0.000"],
        scale: Float64Array.of(1000),
      },
    });
    expect(cause({ loss: [1001] }, thousand)).toBe("the loss is another number");
    expect(cause({ loss: [1000.5] }, thousand)).toBe("the loss is less exact than its budget");
  });

  it("says nothing of a loss that is missing", () => {
    const vector = vectorWith();
    const { gradient } = answerTo(vector, { gradient: gradientWith({ 1: 0.5 }) });
    const verdict = on(vector, { kind: "result", gradient: gradient! });
    // The gradient was judged, so the verdict is about it.
    expect(describeBlame(verdict)).toBe("the gradient is another number");
    expect(verdict.message).toMatch(
      /^gradient\[0,1\]: expected 0\.12345679 \(3dfcd6ea\), got 0\.5 \(3f000000\), /,
    );
  });

  it("does not call a loss right that is not", () => {
    expect(cause({ loss: [0.41], gradient: gradientWith({ 1: 0.5 }) })).toBe(
      "the gradient is another number",
    );
  });

  it("names classes", () => {
    const right = ", the loss is right";
    expect(cause({ gradient: gradientWith({ 1: Number.NaN }) })).toBe(
      `the gradient is NaN where a number is due${right}`,
    );
    expect(cause({ gradient: gradientWith({ 1: -Infinity }) })).toBe(
      `the gradient is -Infinity where a number is due${right}`,
    );
    expect(cause({ loss: [Infinity] })).toBe("the loss is Infinity where a number is due");
    const zero = vectorWith({
      gradient: {
        observed: Float64Array.of(0, 0, 0, 0, 0, 0),
        truth: ["0", "0", "0", "0", "0", "0"],
        scale: new Float64Array(6),
        off: new Array<string>(6).fill("same"),
      },
    });
    expect(cause({ gradient: [0, 0, 1, 0, 0, 0] }, zero)).toBe(
      `the gradient is a number where exactly 0 is due${right}`,
    );
    const signed = { ...zero, flags: ["SignedZero"] };
    expect(cause({ gradient: [0, 0, -0, 0, 0, 0] }, signed)).toBe(
      `the gradient has a zero of the wrong sign${right}`,
    );
    const nan = vectorWith({
      loss: { observed: Float64Array.of(Number.NaN), truth: ["NaN"], off: ["same"] },
    });
    expect(cause({ loss: [3] }, nan)).toBe("the loss is a number where NaN is due");
    expect(cause({ loss: [0] }, nan)).toBe("the loss is a number where NaN is due");
  });
});

describe("the output that a verdict is about", () => {
  it("is the one that is further out, in proportion to its budget", () => {
    const vector = vectorWith();
    const at = (changes: { loss?: number[]; gradient?: number[] }) => on(vector, answerTo(vector, changes));
    const { observed } = (vector.expect as ExpectedValue).loss;
    const far = observed[0]! * 1.01;
    expect(at({ loss: [far], gradient: gradientWith({ 4: 0.25 * 1.0001 }) })).toMatchObject({
      output: "loss",
    });
    expect(at({ loss: [far], gradient: gradientWith({ 4: 0.3 }) })).toMatchObject({ output: "gradient" });
    expect(at({ loss: [Number.NaN], gradient: gradientWith({ 4: 0.3 }) })).toMatchObject({
      output: "loss",
      maxUlp: "class",
    });
    expect(at({ gradient: gradientWith({ 4: Number.NaN }) })).toMatchObject({
      output: "gradient",
      maxUlp: "class",
    });
    const nan = { loss: [Number.NaN], gradient: gradientWith({ 4: Number.NaN }) };
    expect(at(nan)).toMatchObject({ output: "loss" });
    expect(at({ ...nan, loss: [far] })).toMatchObject({ output: "gradient" });
    // 3 steps of float32 at 1/4, which are 6 of the loss, whose step there is half as large.
    expect(at({ gradient: gradientWith({ 4: 0.25 + 3 * 2 ** -25 }) }).maxUlp).toBe(3);
    expect(at({ loss: [observed[0]! + 2 * 2 ** -25] }).maxUlp).toBe(2);
  });

  it("is told by shares of budgets, not by units", () => {
    // Float32's reference is 100 units off in the loss, so that 400 are allowed there and 8 in the gradient.
    const step = 2 ** -25;
    const reference = Math.fround(0.417022) + 100 * step;
    const vector = vectorWith({
      loss: {
        observed: Float64Array.of(reference),
        truth: [String(Math.fround(0.417022))],
        off: ["100.000"],
        scale: Float64Array.of(0.417022),
      },
    });
    const at = (units: number, gradient: number): string | undefined => {
      const changes = {
        loss: [Math.fround(0.417022) + units * step],
        gradient: gradientWith({ 4: 0.25 + gradient * 0.25 * 2 ** -23 }),
      };
      return on(vector, answerTo(vector, changes)).output;
    };
    expect(at(80, 4)).toBe("gradient");
    expect(at(240, 4)).toBe("loss");
  });

  it("is the loss where the gradient is missing or not judged", () => {
    const vector = vectorWith();
    const { loss } = answerTo(vector);
    const verdict = judge(vector, { kind: "result", loss: loss! }, { judged: "default", gradient: false });
    expect(verdict).toMatchObject({ status: "pass", output: "loss", maxUlp: 0 });
    expect(verdict.measures).not.toHaveProperty("gradient");
  });
});

describe("a message", () => {
  it("says by how many units of which budget, or that the class is another", () => {
    const vector = vectorWith();
    const said = (at4: number): string =>
      on(vector, answerTo(vector, { gradient: gradientWith({ 4: at4 }) })).message;
    expect(said(0.25 + 12 * 0.25 * 2 ** -23)).toBe(
      "gradient[1,1]: expected 0.25 (3e800000), got 0.25000036 (3e80000c), 12.0 units; 1 of 6 outside the budget of 8.0 units",
    );
    expect(said(Infinity)).toBe(
      "gradient[1,1]: expected 0.25 (3e800000), got Infinity (7f800000), another class; 1 of 6 outside the budget of 8.0 units",
    );
  });
});

describe("the tolerance of wide rows", () => {
  it("follows the longest axis of the first input", () => {
    const vector = vectorWith();
    const budget = (shape: number[]): number | undefined => {
      const logits = { ...vector.inputs.logits!, shape };
      const wide = { ...vector, inputs: { ...vector.inputs, logits } };
      return on(wide, answerTo(vector)).measures.gradient?.budget;
    };
    expect(budget([2, 100])).toBe(8);
    expect(budget([2, 101])).toBe(64);
    expect(budget([101, 2])).toBe(64);
  });
});
