import { describe, expect, it } from "vitest";
import { identified } from "../../src/cases/identified.ts";
import { caseById } from "../../src/cases/index.ts";

/** Threads whose number alone names what made it. */
const NAMED = [
  "aprender-2199",
  "midi-music-generator-losses",
  "onenoughtone-soft-target",
  "pytorch-forum-78256",
  "tensorflow-28802",
  "tensorflow-39411",
  "tf-keras-categorical-docs",
];

/** Threads whose number needs something that no definition has: Flux' and Keras 2's own epsilons. */
const MISSED = ["flux-crossentropy", "keras-7563"];

describe("what a thread's number tells by itself", () => {
  it.each(NAMED)("names what made the number of %s", (id) => {
    expect(identified(caseById(id)!)?.verdict).toBe("named");
  });

  it("puts a mistake first that six digits do not prove", () => {
    const { verdict, answers } = identified(caseById("keras-6143")!)!;
    expect(verdict).toBe("first");
    expect(answers[0]?.mutant?.id).toBe("softmax-twice");
  });

  it.each(MISSED)("does not find what made the number of %s", (id) => {
    expect(identified(caseById(id)!)?.verdict).toBe("missed");
  });

  it("puts the right one first where several give the number", () => {
    const { verdict, answers } = identified(caseById("paddle-47813")!)!;
    expect(verdict).toBe("first");
    expect(answers[0]).toMatchObject({ variant: "paddle", options: { labelSmoothing: 0.1 } });
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
