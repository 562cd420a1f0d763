import { describe, expect, it } from "vitest";
import { identified } from "../../src/cases/identified.ts";
import { CASES, caseById } from "../../src/cases/index.ts";

/** Threads whose number alone names what made it. */
const NAMED = [
  "aprender-2199",
  "keras-6143",
  "onenoughtone-soft-target",
  "pytorch-15258",
  "pytorch-forum-78256",
  "tensorflow-39411",
  "tf-keras-binary-docs",
  "tf-keras-categorical-docs",
];

/** Threads whose number needs something that no definition has: Flux' and Keras 2's own epsilons. */
const MISSED = ["flux-crossentropy", "keras-7563"];

describe("what a thread's number tells by itself", () => {
  it("names what made it in at least eight threads", () => {
    const verdicts = CASES.map((thread) => [thread.id, identified(thread)?.verdict]);
    const named = verdicts.filter(([, verdict]) => verdict === "named").map(([id]) => id);
    expect(named).toEqual(expect.arrayContaining(NAMED));
    expect(named.length).toBeGreaterThanOrEqual(8);
    expect(verdicts.filter(([, verdict]) => verdict === "missed").map(([id]) => id)).toEqual(MISSED);
  });

  it("finds the slip behind 2.383988, and its smoothing", () => {
    const { answers, verdict } = identified(caseById("aprender-2199")!)!;
    expect(verdict).toBe("named");
    expect(answers[0]).toMatchObject({
      options: { labelSmoothing: 0.1 },
      mutant: { id: "kept-mass-spread" },
    });
  });

  it("is not taken in by a case that names the wrong definition", () => {
    const thread = caseById("aprender-2199")!;
    const [first, second] = thread.readings;
    const blamed = { ...second!, made: { ...second!.made, mutant: "smoothed-twice" } };
    expect(identified({ ...thread, readings: [first!, blamed] })?.verdict).toBe("missed");
  });

  it("says what is wrong with a number that cannot be searched for", () => {
    const thread = caseById("annotated-transformer-38")!;
    expect(identified({ ...thread, identify: 0 })).toMatchObject({ verdict: "unusable", answers: [] });
  });

  it("is silent where no loss is printed", () => {
    expect(identified(caseById("dice-embeddings-433")!)).toBeUndefined();
  });
});
