import { describe, expect, it } from "vitest";
import { judge } from "../../src/compare/judge.ts";
import type { ToleranceProfile } from "../../src/compare/tolerances.ts";
import { nextUp } from "../../src/compare/ulp.ts";
import type { Answer, Verdict } from "../../src/compare/verdict.ts";
import { decodeVector } from "../../src/fixtures/decode.ts";
import type { RawTensor, RawVector } from "../../src/fixtures/format.ts";
import type { Vector } from "../../src/fixtures/vector.ts";
import type { ErrorCode, Phase } from "../../src/math/errors.ts";
import type { Tensor } from "../../src/math/tensor.ts";
import { errorVector, floats, indices, type OutputParts, output, valueVector } from "../fixtures/build.ts";

function decode(raw: RawVector): Vector {
  return decodeVector(raw, { file: "vectors/torch.json", reference: "torch 2.15.0", sidecar: undefined });
}

/** A vector with one element of gradient, and the verdict on a value for it. */
function judgeGradient(
  truth: string,
  got: number,
  parts: Partial<OutputParts> & { flags?: string[]; judged?: ToleranceProfile } = {},
): Verdict {
  const { flags = [], judged = "js", ...rest } = parts;
  const dtype = parts.dtype ?? "float32";
  const raw = valueVector(dtype);
  raw.flags = flags;
  if (raw.expect.kind !== "value") throw new Error("expected a value vector");
  raw.expect.gradient = output({ dtype, shape: [1], truth: [truth], ...rest });
  const vector = decode(raw);
  return judge(vector, answerOf(vector, { gradient: [got] }), { judged });
}

/** The expected values, with other ones in some place. */
function answerOf(
  vector: Vector,
  changes: { loss?: number[]; gradient?: number[] } = {},
): Answer & { kind: "result" } {
  if (vector.expect.kind === "throws") throw new Error("expected a value vector");
  const { expect: expected } = vector;
  const tensor = (name: "loss" | "gradient"): Tensor => {
    const { dtype, shape, observed } = expected[name];
    return { dtype, shape, data: Float64Array.from(changes[name] ?? observed) };
  };
  return { kind: "result", loss: tensor("loss"), gradient: tensor("gradient") };
}

describe("a subnormal result", () => {
  it("may be 0 where the hardware flushes it, and nowhere else", () => {
    const status = (judged: ToleranceProfile, truth: string): string =>
      judgeGradient(truth, 0, { judged }).status;
    expect(status("tfjs-webgpu", "1e-43")).toBe("pass");
    expect(status("tfjs-cpu", "1e-43")).toBe("fail");
    expect(status("tfjs-webgpu", "1e-37")).toBe("fail");
  });
});

describe("what comparators in the wild get wrong", () => {
  // expected, got, what tfjs, onnxruntime-node, toBeCloseTo, WebNN or assert_close would have let pass
  it.each([
    ["Infinity", Number.NaN],
    ["NaN", Infinity],
    ["Infinity", -Infinity],
    ["0", 1e-5],
    ["0", 2 ** -149],
    ["-0.00009", 9e-5],
    ["Infinity", (2 - 2 ** -23) * 2 ** 127],
    ["1", Infinity],
    ["1", Number.NaN],
    ["0", Number.NaN],
  ])("expected %s, got %d: fails", (truth, got) => {
    const verdict = judgeGradient(truth, got);
    expect(verdict.status).toBe("fail");
    expect(verdict.output).toBe("gradient");
    expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
  });

  it.each([
    ["NaN", Number.NaN],
    ["Infinity", Infinity],
    ["0", -0],
    ["-0", 0],
  ])("expected %s, got %d: passes", (truth, got) => {
    expect(judgeGradient(truth, got)).toMatchObject({ status: "pass", message: "" });
  });

  it("counts the sign of a zero under SignedZero only", () => {
    expect(judgeGradient("0", -0, { observed: [-0], flags: ["SignedZero"] }).status).toBe("pass");
    expect(judgeGradient("0", 0, { observed: [-0], flags: ["SignedZero"] }).status).toBe("fail");
    expect(judgeGradient("0", 0, { observed: [-0] }).status).toBe("pass");
  });

  it("sees a wrong target rule that every default tolerance lets through", () => {
    // off-target mass 0.1/1000 against 0.1/999 at batch 32: 3.1e-9 apart
    expect(Math.abs(0.1 / 1000 - 0.1 / 999) / 32).toBeLessThan(1e-5);
    const verdict = judgeGradient(String(-0.1 / 1000 / 32), Math.fround(-0.1 / 999 / 32), {
      judged: "default",
    });
    expect(verdict.status).toBe("fail");
    expect(verdict.measures.gradient?.units).toBeGreaterThan(1000);
  });
});

describe("a zero", () => {
  const cancelled = { scale: ["0.5"], judged: "default" } as const;

  it("that a cancellation left may be missed by rounding, except by our own port", () => {
    expect(judgeGradient("0", 2 ** -25, cancelled).status).toBe("pass");
    expect(judgeGradient("0", 2 ** -20, cancelled).status).toBe("fail");
    expect(judgeGradient("0", 2 ** -25, { ...cancelled, judged: "js" }).status).toBe("fail");
  });

  it("of nothing must be zero for everybody", () => {
    expect(judgeGradient("0", 2 ** -149, { scale: ["0"], judged: "default" }).status).toBe("fail");
  });
});

describe("the class of a value", () => {
  it("is the reference's where the truth is not finite, or the reference is not", () => {
    expect(judgeGradient("Infinity", 3, { observed: [2] }).status).toBe("pass");
    expect(judgeGradient("Infinity", Infinity, { observed: [2] }).status).toBe("fail");
    expect(judgeGradient("1", Number.NaN, { observed: [Number.NaN] }).status).toBe("pass");
    expect(judgeGradient("1", 1, { observed: [Number.NaN] }).status).toBe("fail");
  });
});

describe("a reference that overflows", () => {
  it("may be followed, or the truth, where the vector has the flag", () => {
    const status = (got: number, flags: string[]): string =>
      judgeGradient("1", got, { observed: [Infinity], flags }).status;
    expect([status(1, ["Overflows"]), status(Infinity, ["Overflows"])]).toEqual(["pass", "pass"]);
    expect([status(1, []), status(Infinity, [])]).toEqual(["fail", "pass"]);
  });
});

describe("units", () => {
  it("are condition-aware: a cancelled gradient is measured against what cancelled", () => {
    const got = Math.fround(1e-9 + 2 ** -24);
    expect(judgeGradient("0.000000001", got, { scale: ["1"] }).status).toBe("pass");
    expect(judgeGradient("0.000000001", got).status).toBe("fail");
  });

  it("allow our own float64 gradients 8 and no more", () => {
    const at = (units: number): string =>
      judgeGradient("1", 1 + units * 2 ** -52, { dtype: "float64" }).status;
    expect([at(0), at(8), at(9)]).toEqual(["pass", "pass", "fail"]);
  });

  it("see half an ULP of float64", () => {
    const truth = "1.0000000000000001110223024625156540424"; // halfway between two doubles
    const { measures } = judgeGradient(truth, 1, { dtype: "float64" });
    expect(measures.gradient?.units).toBeCloseTo(0.5, 10);
  });

  it("forgive no more than the smallest subnormal near zero", () => {
    expect(judgeGradient("1e-60", 0).status).toBe("pass");
    expect(judgeGradient("1e-60", 2 ** -149).status).toBe("pass");
    expect(judgeGradient("1e-60", 2 ** -147).status).toBe("fail");
  });

  it("let a stranger be as far off as four times the reference", () => {
    const observed = [1 + 100 * 2 ** -23];
    expect(judgeGradient("1", 1 + 390 * 2 ** -23, { observed, judged: "default" }).status).toBe("pass");
    expect(judgeGradient("1", 1 + 410 * 2 ** -23, { observed, judged: "default" }).status).toBe("fail");
    expect(judgeGradient("1", 1 + 390 * 2 ** -23, { observed, judged: "js" }).status).toBe("fail");
  });

  it("count a reference that computed in float32 in float32's units", () => {
    const parts = { dtype: "float64", observedDtype: "float32", judged: "default" } as const;
    const observed = [nextUp(1, "float32")];
    expect(judgeGradient("1", 1 + 8 * 2 ** -52, { ...parts, observed }).status).toBe("pass");
    expect(judgeGradient("1", observed[0]!, { ...parts, observed }).status).toBe("fail");
    expect(judgeGradient("1", 1, { ...parts, observed }).measures.gradient?.referenceUnits).toBe(1);
  });
});

describe("a verdict on values", () => {
  it("passes exact answers with all errors at hand", () => {
    const vector = decode(valueVector("float32"));
    const verdict = judge(vector, answerOf(vector), { judged: "default" });
    expect(verdict).toMatchObject({
      id: vector.id,
      status: "pass",
      shape: [2, 3],
      reference: "torch 2.15.0",
      maxUlp: 0,
      measures: { loss: { elements: 1, mismatches: 0 }, gradient: { elements: 6, mismatches: 0, budget: 8 } },
    });
    expect(verdict.measures.loss?.units).toBeLessThanOrEqual(0.5);
  });

  it("names the worst element, both values with bits, and how many are wrong", () => {
    const vector = decode(valueVector("float32"));
    const gradient = [...(answerOf(vector).gradient?.data ?? [])];
    gradient[0] = Math.fround(-0.025);
    gradient[5] = Math.fround(gradient[5]! * 1.0001);
    const verdict = judge(vector, answerOf(vector, { gradient }), { judged: "js" });
    expect(verdict.measures.gradient).toMatchObject({
      index: [0, 0],
      expected: { text: "-0.016666668", bits: "bc888889" },
      got: { text: "-0.025", bits: "bccccccd" },
      mismatches: 2,
    });
    expect(verdict.message).toMatch(
      /^gradient\[0,0\]: expected -0\.016666668 \(bc888889\), got -0\.025 \(bccccccd\), 4\.2e6 units; 2 of 6/,
    );
  });

  it("judges the loss alone of an implementation without gradients, and says so", () => {
    const vector = decode(valueVector());
    const { loss } = answerOf(vector);
    const options = { judged: "default", gradient: false } as const;
    const verdict = judge(vector, { kind: "result", loss: loss! }, options);
    expect(verdict).toMatchObject({
      status: "pass",
      message: "gradient not covered: the implementation has none",
    });
    expect(judge(vector, { kind: "result", loss: loss! }, { judged: "default" }).message).toBe(
      "gradient: expected float32 of shape [2, 3], got no gradient",
    );
  });

  it.each([
    ["dtype", { dtype: "float64", shape: [2, 3] }, "gradient: expected dtype float32, got float64"],
    ["shape", { dtype: "float32", shape: [3, 2] }, "gradient: expected shape [2, 3], got [3, 2]"],
    ["rank", { dtype: "float32", shape: [6] }, "gradient: expected shape [2, 3], got [6]"],
  ] as const)("fails on a wrong %s", (_, form, message) => {
    const vector = decode(valueVector());
    const answer = answerOf(vector);
    const gradient: Tensor = { ...answer.gradient!, ...form };
    expect(judge(vector, { ...answer, gradient }, { judged: "js" })).toMatchObject({
      status: "fail",
      output: "gradient",
      message,
    });
  });

  it("accepts an empty output", () => {
    const raw = valueVector();
    if (raw.expect.kind === "value") raw.expect.gradient = { dtype: "float32", shape: [0, 3], rows: [] };
    const vector = decode(raw);
    expect(judge(vector, answerOf(vector), { judged: "js" }).status).toBe("pass");
  });

  it("fails on an error where the reference has a value", () => {
    const verdict = judge(
      decode(valueVector()),
      { kind: "error", phase: "call", code: "shape-mismatch", message: "no" },
      { judged: "js" },
    );
    expect(verdict).toMatchObject({ status: "fail", output: "error" });
  });

  it("passes skips and crashes on", () => {
    const vector = decode(valueVector());
    expect(judge(vector, { kind: "skipped", reason: "no float32" }, { judged: "js" })).toMatchObject({
      status: "skip",
      message: "no float32",
    });
    expect(judge(vector, { kind: "errored", message: "exited with 139" }, { judged: "js" }).status).toBe(
      "error",
    );
  });
});

describe("a verdict on errors", () => {
  const vector = decode(errorVector());
  const on = (answer: Answer): Verdict => judge(vector, answer, { judged: "js", codes: true });
  const thrown = (code: string, phase: "construct" | "call"): Answer => ({
    kind: "error",
    phase,
    code,
    message: "mine",
  });

  it("wants any error of the call where codes are not declared, and none as late as the gradient", () => {
    const lax = (code: string, phase: Phase): string =>
      judge(vector, { kind: "error", phase, code, message: "mine" }, { judged: "default" }).status;
    expect(lax("exception", "call")).toBe("pass");
    expect(lax("target-dtype", "construct")).toBe("pass");
    expect(lax("exception", "backward")).toBe("fail");
    expect(judge(vector, { kind: "result" }, { judged: "default" }).status).toBe("fail");
    const raw = errorVector();
    raw.expect = { ...raw.expect, phase: "construct" } as RawVector["expect"];
    const early = decode(raw);
    const atCall = { kind: "error", phase: "call", code: "exception", message: "mine" } as const;
    expect(judge(early, atCall, { judged: "default" }).status).toBe("pass");
    expect(judge(early, atCall, { judged: "default", codes: true }).status).toBe("fail");
  });

  it("takes what is not implemented for a skip, unless the reference refuses the option too", () => {
    const refusal = { kind: "error", phase: "call", code: "unsupported-option", message: "no" } as const;
    for (const codes of [false, true]) {
      const verdict = judge(vector, refusal, { judged: "default", codes });
      expect(verdict).toMatchObject({ status: "skip", message: "not implemented: no" });
      const raw = errorVector();
      raw.expect = { ...raw.expect, code: "unsupported-option" } as RawVector["expect"];
      expect(judge(decode(raw), refusal, { judged: "default", codes }).status).toBe("pass");
    }
  });

  it("wants the code and the phase, not the text", () => {
    expect(on(thrown("class-index-out-of-range", "call")).status).toBe("pass");
    expect(on(thrown("class-index-out-of-range", "construct")).status).toBe("fail");
    expect(on(thrown("shape-mismatch", "call")).message).toBe(
      'threw shape-mismatch at call ("mine"), expected class-index-out-of-range at call (torch 2.15.0: IndexError: Target 5 is out of bounds.)',
    );
  });

  it("lets an option be refused as the loss is made, before the reference refuses it, and nothing else", () => {
    const status = (code: ErrorCode, due: Phase, phase: Phase): string => {
      const raw = errorVector();
      raw.expect = { ...raw.expect, phase: due, code } as RawVector["expect"];
      return judge(
        decode(raw),
        { kind: "error", phase, code, message: "mine" },
        { judged: "js", codes: true },
      ).status;
    };
    expect(status("label-smoothing-out-of-range", "call", "construct")).toBe("pass");
    expect(status("reduction-unknown", "call", "construct")).toBe("pass");
    expect(status("label-smoothing-out-of-range", "construct", "call")).toBe("fail");
    expect(status("label-smoothing-out-of-range", "call", "backward")).toBe("fail");
    expect(status("shape-mismatch", "call", "construct")).toBe("fail");
    for (const code of [
      "label-smoothing-out-of-range",
      "reduction-unknown",
      "num-classes-too-small",
      "unsupported-option",
    ] as const) {
      expect(status(code, "call", "construct")).toBe("pass");
      expect(status(code, "call", "call")).toBe("pass");
    }
  });

  it("wants the code itself where there is nothing to call, or one of the inputs alone", () => {
    const status = (inputs: RawVector["inputs"], code: ErrorCode, said: ErrorCode): string => {
      const raw = errorVector();
      raw.inputs = inputs;
      raw.expect = { ...raw.expect, code } as RawVector["expect"];
      const answer: Answer = { kind: "error", phase: "call", code: said, message: "mine" };
      return judge(decode(raw), answer, { judged: "js", codes: true }).status;
    };
    const { logits, target } = errorVector().inputs as { logits: RawTensor; target: RawTensor };
    for (const inputs of [{}, { logits }, { target }]) {
      expect(status(inputs, "shape-mismatch", "shape-mismatch")).toBe("pass");
      expect(status(inputs, "target-dtype", "shape-mismatch")).toBe("fail");
    }
  });

  it("takes a target of the wrong kind for one of the wrong dtype or of the wrong shape", () => {
    const status = (target: ReturnType<typeof indices>, code: ErrorCode, said: ErrorCode): string => {
      const raw = errorVector();
      raw.inputs = { ...raw.inputs, target };
      raw.expect = { ...raw.expect, code } as RawVector["expect"];
      const answer: Answer = { kind: "error", phase: "call", code: said, message: "mine" };
      return judge(decode(raw), answer, { judged: "js", codes: true }).status;
    };
    const [wholeRow, fraction] = [indices([1, 3], [0, 1, 0]), floats("float32", [1], [2])];
    expect(status(wholeRow, "target-dtype", "shape-mismatch")).toBe("pass");
    expect(status(wholeRow, "shape-mismatch", "target-dtype")).toBe("pass");
    expect(status(fraction, "target-dtype", "shape-mismatch")).toBe("pass");
    expect(status(wholeRow, "target-dtype", "class-index-out-of-range")).toBe("fail");
    expect(status(indices([2], [0, 1]), "shape-mismatch", "target-dtype")).toBe("fail");
    expect(status(floats("float32", [1, 4], [0, 1, 0, 0]), "shape-mismatch", "target-dtype")).toBe("fail");
  });

  it("takes the general code for weights, and an index out of range where there are no classes", () => {
    const status = (logits: ReturnType<typeof floats>, code: ErrorCode, said: ErrorCode): string => {
      const raw = errorVector();
      raw.inputs = { ...raw.inputs, logits };
      raw.expect = { ...raw.expect, code } as RawVector["expect"];
      const answer: Answer = { kind: "error", phase: "call", code: said, message: "mine" };
      return judge(decode(raw), answer, { judged: "js", codes: true }).status;
    };
    const [some, none] = [floats("float32", [1, 3], [1, 2, 3]), floats("float32", [1, 0], [])];
    expect(status(some, "weight-shape", "shape-mismatch")).toBe("pass");
    expect(status(some, "shape-mismatch", "weight-shape")).toBe("fail");
    expect(status(none, "shape-mismatch", "class-index-out-of-range")).toBe("pass");
    expect(status(none, "reduction-unknown", "class-index-out-of-range")).toBe("fail");
    expect(status(some, "shape-mismatch", "class-index-out-of-range")).toBe("fail");
  });

  it("fails where nothing is thrown", () => {
    expect(on({ kind: "result" })).toMatchObject({ status: "fail", output: "error" });
  });
});
