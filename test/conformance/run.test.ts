import { describe, expect, it } from "vitest";
import {
  fateOf,
  type MutantCase,
  mutantCases,
  mutantRow,
  totalOf,
} from "../../scripts/pages/mutants/fates.ts";
import type { Answer } from "../../src/compare/verdict.ts";
import type { Implementation } from "../../src/conformance/implementation.ts";
import { answerTo, conformance } from "../../src/conformance/run.ts";
import { decodeVector } from "../../src/fixtures/decode.ts";
import type { RawVector } from "../../src/fixtures/format.ts";
import type { Vector } from "../../src/fixtures/vector.ts";
import type { LossAndGradient } from "../../src/loss/loss-call.ts";
import type { Mutant } from "../../src/mutants/mutant.ts";
import { mutated, naming } from "../diagnose/naming.ts";
import { errorVector, valueVector } from "../fixtures/build.ts";
import { like } from "../report/verdicts.ts";

function decode(raw: RawVector): Vector {
  return decodeVector(raw, { file: "vectors/torch.json", reference: "torch 2.15.0", sidecar: undefined });
}

const SINGLE = decode(valueVector("float32"));
const DOUBLE = decode(valueVector("float64"));
const REFUSED = decode(errorVector());

function implementation(
  answer: Implementation["answer"],
  changes: Partial<Implementation> = {},
): Implementation {
  return {
    name: "mine",
    version: "1",
    language: "TypeScript",
    variants: ["torch"],
    gradient: true,
    judged: "default",
    answer,
    ...changes,
  };
}

/** What the vector says. */
function right(vector: Vector): LossAndGradient {
  if (vector.expect.kind === "throws") throw new Error("expected a vector with values");
  const of = (name: "loss" | "gradient") => {
    const { dtype, shape, observed } = (vector.expect as Exclude<Vector["expect"], { kind: "throws" }>)[name];
    return { dtype, shape, data: Float64Array.from(observed) };
  };
  return { loss: of("loss"), gradient: of("gradient") };
}

const answerOf = (vector: Vector): Answer => ({ kind: "result", ...right(vector) });
/** The right answer to a call, which does not say what that is. */
const knownAnswer = ({ id }: Pick<Vector, "id">): Answer =>
  answerOf([SINGLE, DOUBLE].find((vector) => vector.id === id)!);
const zero = { dtype: "float32", shape: [], data: Float64Array.of(0) } as const;

describe("an implementation is asked", () => {
  it("for the variants that it has", async () => {
    const none = implementation(() => ({ kind: "result" }), { variants: ["simple"] });
    expect(await answerTo(SINGLE, none)).toEqual({ kind: "skipped", reason: "mine has no variant torch" });
  });

  it("for a refusal of the backward pass only if it has one", async () => {
    const raw = errorVector();
    if (raw.expect.kind === "throws") raw.expect.phase = "backward";
    const backward = decode(raw);
    const refuses: Answer = { kind: "error", phase: "call", code: "shape-mismatch", message: "no" };
    expect(
      await answerTo(
        backward,
        implementation(() => refuses, { gradient: false }),
      ),
    ).toEqual({
      kind: "skipped",
      reason: "mine gives no gradient, so its backward pass refuses nothing",
    });
    expect(
      await answerTo(
        backward,
        implementation(() => refuses),
      ),
    ).toBe(refuses);
    expect(
      await answerTo(
        REFUSED,
        implementation(() => refuses, { gradient: false }),
      ),
    ).toBe(refuses);
    expect(
      await answerTo(
        SINGLE,
        implementation(() => refuses, { gradient: false }),
      ),
    ).toBe(refuses);
  });

  it("and what it throws is an error of its own", async () => {
    const throws = (what: unknown) =>
      implementation(() => {
        throw what;
      });
    expect(await answerTo(SINGLE, throws(new Error("oh")))).toEqual({ kind: "errored", message: "oh" });
    expect(await answerTo(SINGLE, throws("oh"))).toEqual({ kind: "errored", message: "oh" });
    expect(
      await answerTo(
        SINGLE,
        implementation(() => Promise.reject(new Error("late"))),
      ),
    ).toEqual({
      kind: "errored",
      message: "late",
    });
  });

  it.each<[unknown, string]>([
    [undefined, "undefined"],
    [null, "null"],
    [{ loss: 3 }, "an object"],
    [{ kind: "results" }, "an object"],
    [{ kind: "result", loss: 3 }, "an object"],
    [{ kind: "result", loss: null }, "an object"],
    [{ kind: "result", gradient: { data: Float64Array.of(1) } }, "an object"],
    [{ kind: "result", gradient: { shape: [1], data: [1] } }, "an object"],
    [{ kind: "result", loss: zero, gradient: { shape: 1, data: Float64Array.of(1) } }, "an object"],
  ])("and answers nothing but answers: %j", async (value, shown) => {
    expect(
      await answerTo(
        SINGLE,
        implementation(() => value as Answer),
      ),
    ).toEqual({
      kind: "errored",
      message: `expected an answer such as { kind: "result", loss: { dtype, shape, data } }, got ${shown}`,
    });
  });

  it.each<Answer>([
    { kind: "result" },
    { kind: "result", loss: zero },
    { kind: "result", loss: zero, gradient: zero },
    { kind: "error", phase: "call", code: "exception", message: "no" },
    { kind: "skipped", reason: "no" },
    { kind: "errored", message: "no" },
    { kind: "unasked", reason: "no" },
  ])("and its answer is handed on: %j", async (answer) => {
    expect(
      await answerTo(
        SINGLE,
        implementation(() => answer),
      ),
    ).toBe(answer);
  });
});

describe("a run", () => {
  async function run(...args: Parameters<typeof conformance>) {
    const found = [];
    for await (const { vector, answer, verdict } of conformance(...args))
      found.push([vector.id, answer.kind, verdict.status]);
    return found;
  }

  it("judges every vector, in order", async () => {
    const answers = implementation((call) =>
      call.id === REFUSED.id ? { kind: "result" } : knownAnswer(call),
    );
    expect(await run([SINGLE, REFUSED, DOUBLE], answers)).toEqual([
      [SINGLE.id, "result", "pass"],
      [REFUSED.id, "result", "fail"],
      [DOUBLE.id, "result", "pass"],
    ]);
    expect(await run([], answers)).toEqual([]);
  });

  it("uses the implementation's tolerances, and judges its losses alone where it has no gradient", async () => {
    const off = right(DOUBLE);
    off.loss.data[0]! += 6 * 2 ** -54;
    const answers = (changes: Partial<Implementation>) =>
      implementation(() => ({ kind: "result", loss: off.loss }), changes);
    expect((await run([DOUBLE], answers({ gradient: false, judged: "js" })))[0]?.[2]).toBe("fail");
    expect((await run([DOUBLE], answers({ gradient: false })))[0]?.[2]).toBe("pass");
    expect((await run([DOUBLE], answers({})))[0]?.[2]).toBe("fail");
  });

  it("asks ahead as far as the implementation allows, and hands on in order", async () => {
    for (const inFlight of [undefined, 2, 3]) {
      const open: (() => void)[] = [];
      let most = 0;
      const answers = implementation(
        (call) =>
          new Promise((resolve) => {
            open.push(() => resolve(knownAnswer(call)));
            most = Math.max(most, open.length);
            // The later ones are answered first.
            setTimeout(() => open.pop()?.(), 0);
          }),
        inFlight === undefined ? {} : { inFlight },
      );
      const ids = (await run([SINGLE, DOUBLE, SINGLE, DOUBLE], answers)).map(([id]) => id);
      expect(ids).toEqual([SINGLE.id, DOUBLE.id, SINGLE.id, DOUBLE.id]);
      expect(most).toBe(inFlight ?? 1);
    }
  });

  it("hands over copies, without the expected answer", async () => {
    const before = structuredClone(SINGLE);
    const spoils = implementation((call) => {
      expect(Object.keys(call)).toEqual(["id", "variant", "dtype", "options", "inputs"]);
      const right = knownAnswer(call);
      for (const tensor of Object.values(call.inputs)) {
        tensor.data.fill(7);
        (tensor.shape as number[]).fill(7);
      }
      Object.assign(call.options, { labelSmoothing: 7 });
      Object.assign(call, { expect: { kind: "throws" }, id: "other" });
      return right;
    });
    expect(await run([SINGLE], spoils)).toEqual([[SINGLE.id, "result", "pass"]]);
    expect(SINGLE).toEqual(before);
  });

  it("asks nothing more once it is over, and says why", async () => {
    let asked = 0;
    const answers = implementation((call) => {
      asked += 1;
      return knownAnswer(call);
    });
    const over = (): string | undefined => (asked >= 1 ? "--bail 1" : undefined);
    expect(await run([SINGLE, DOUBLE, DOUBLE], answers, over)).toEqual([
      [SINGLE.id, "result", "pass"],
      [DOUBLE.id, "unasked", "notJudged"],
      [DOUBLE.id, "unasked", "notJudged"],
    ]);
    expect(asked).toBe(1);
  });
});

/** The vector of `valueVector`, with logits that are finite and what the given answers say. */
function finite(dtype: "float32" | "float64"): Vector {
  const vector = decode(valueVector(dtype));
  const logits = { ...vector.inputs.logits!, data: Float64Array.of(-1, 2.5, 0, 1, 3, 0.1) };
  return { ...vector, inputs: { ...vector.inputs, logits } };
}

describe("the fate of a mutant", () => {
  const vectors = [finite("float32"), finite("float64")];
  /** Made in each test: what fails while tests are collected is no failure of a test. */
  const caseOf = (i: number): MutantCase => mutantCases(vectors)[i]!;
  const wrong = (vector: Vector): LossAndGradient => {
    const answer = right(vector);
    answer.loss.data[0]! += 1;
    return answer;
  };
  const mutant = (answer: Mutant["answer"], honest?: Mutant["honest"]): Mutant =>
    ({ id: "m", says: "m", answer, ...(honest === undefined ? {} : { honest }) }) as unknown as Mutant;

  it("is decided on vectors with values, of both formats, that are not too wide", () => {
    expect(mutantCases([...vectors, REFUSED]).map(({ vector }) => vector.id)).toEqual(
      vectors.map(({ id }) => id),
    );
    expect(mutantCases([{ ...vectors[0]!, dtype: "float16" }])).toEqual([]);
    expect(mutantCases([{ ...vectors[0]!, expect: REFUSED.expect }])).toEqual([]);
    expect(mutantCases([{ ...vectors[0]!, variant: "unknown" }])).toEqual([]);
    const wide = (classes: number): Vector => ({
      ...vectors[0]!,
      inputs: {
        logits: { dtype: "float32", shape: [1, classes], data: new Float64Array(classes) },
        target: { dtype: "int64", shape: [1], data: Float64Array.of(0) },
      },
    });
    expect(mutantCases([wide(40_000)])).toHaveLength(1);
    expect(mutantCases([wide(40_001)])).toHaveLength(0);
  });

  it("is absent, survived or killed", () => {
    expect(
      fateOf(
        mutant(() => undefined),
        caseOf(0),
      ),
    ).toBe("absent");
    expect(
      fateOf(
        mutant(() => right(caseOf(0).vector)),
        caseOf(0),
      ),
    ).toBe("survived");
    expect(
      fateOf(
        mutant(() => wrong(caseOf(0).vector)),
        caseOf(0),
      ),
    ).toBe("killed");
  });

  it("is absent where the same code without its mistake would fail too", () => {
    const answer = (): LossAndGradient => wrong(caseOf(0).vector);
    expect(fateOf(mutant(answer, answer), caseOf(0))).toBe("absent");
    expect(
      fateOf(
        mutant(answer, () => right(caseOf(0).vector)),
        caseOf(0),
      ),
    ).toBe("killed");
    expect(
      fateOf(
        mutant(answer, () => undefined),
        caseOf(0),
      ),
    ).toBe("killed");
  });

  it("is counted by dtype and variant", () => {
    const cases = [caseOf(0), caseOf(1), caseOf(1), caseOf(1)];
    let call = 0;
    const row = mutantRow(
      mutant(() => {
        call += 1;
        if (call === 1) return undefined;
        return call === 2 ? right(caseOf(1).vector) : wrong(caseOf(1).vector);
      }),
      cases,
    );
    expect(row).toEqual({
      id: "m",
      tallies: { float32: {}, float64: { torch: { answered: 3, killed: 2 } } },
      fates: ["absent", "survived", "killed", "killed"],
    });
    expect(totalOf(row, "float64")).toEqual({ answered: 3, killed: 2 });
    expect(totalOf(row, "float32")).toEqual({ answered: 0, killed: 0 });
    const two = {
      ...row,
      tallies: { float32: { a: { answered: 1, killed: 1 }, b: { answered: 4, killed: 2 } }, float64: {} },
    };
    expect(totalOf(two, "float32")).toEqual({ answered: 5, killed: 3 });
  });
});

describe("a mutated implementation", () => {
  const vector = finite("float32");
  const wrong = { ...right(vector), loss: { ...zero, data: Float64Array.of(9) } };
  const mutant = { id: "m", answer: () => wrong } as unknown as Mutant;
  const answers = implementation(() => answerOf(vector), { judged: "js", gradient: true });

  it("answers with the mistake where there is one, and is judged like a stranger", async () => {
    const other = mutated(answers, mutant);
    expect(other).toMatchObject({ name: "mutant m", judged: "default", variants: ["torch"] });
    expect(await other.answer(vector)).toEqual({ kind: "result", ...wrong });
    expect(
      await mutated(answers, { id: "m", answer: () => undefined } as unknown as Mutant).answer(vector),
    ).toEqual(answerOf(vector));
    expect(await other.answer({ ...vector, variant: "unknown" })).toEqual(answerOf(vector));
  });

  it("leaves a refusal as it is", async () => {
    const refusal: Answer = { kind: "error", phase: "call", code: "exception", message: "no" };
    expect(
      await mutated(
        implementation(() => refusal),
        mutant,
      ).answer(vector),
    ).toBe(refusal);
  });

  it("is named by its failures: the first, and most of them", async () => {
    const looks = ["one", "two-2", "two-2", undefined, undefined];
    const vectors = looks.map(() => vector);
    const named = await naming(mutant, [...vectors, vector], answers, (judgements) =>
      judgements.map(({ verdict }, i) => ({
        ...verdict,
        // The last one passes, whatever it looks like.
        ...(i === looks.length ? { status: "pass" as const, looksLike: like("three") } : {}),
        ...(looks[i] === undefined ? {} : { looksLike: like(looks[i]!) }),
      })),
    );
    expect(named).toEqual({ mutant: "m", failures: 5, first: "one", most: "two-2" });
    const seldom = await naming(mutant, [vector, vector, vector], answers, (judgements) =>
      judgements.map(({ verdict }, i) => (i === 2 ? { ...verdict, looksLike: like("one") } : verdict)),
    );
    expect(seldom).toEqual({ mutant: "m", failures: 3, first: undefined, most: "one" });
    const none = await naming(mutant, [vector], answers, (judgements) =>
      judgements.map(({ verdict }) => verdict),
    );
    expect(none).toEqual({ mutant: "m", failures: 1, first: undefined, most: undefined });
  });
});
