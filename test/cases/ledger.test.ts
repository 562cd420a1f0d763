import { describe, expect, it } from "vitest";
import { CASES, caseById } from "../../src/cases/index.ts";
import { caseLedger } from "../../src/cases/ledger.ts";

/** Threads with a loss that is not finite, or with an error or a least value in its place. */
const WITHOUT = [
  "annotated-transformer-38",
  "loss-floor-0544",
  "pytorch-130342",
  "pytorch-69339",
  "pytorch-72056",
  "pytorch-75181",
];

describe("the ledger of a thread", () => {
  it.each(CASES.map((thread) => [thread.id, thread] as const))("of %s adds up", (id, thread) => {
    const ledger = caseLedger(thread);
    expect(ledger === undefined).toBe(WITHOUT.includes(id));
    if (ledger === undefined) return;
    const { from, to, terms } = ledger;
    // Without the term that is whatever is left, which would make any list add up.
    const explained = terms.filter(({ axis }) => axis !== "rounding");
    const sum = explained.reduce((total, { delta }) => total + delta, 0);
    expect(explained.length).toBeGreaterThan(0);
    expect(Math.abs(sum - (to - from))).toBeLessThanOrEqual(1e-6 * (Math.abs(from) + Math.abs(to)));
  });

  it.each([
    ["aprender-2199", ["target rule"]],
    ["pytorch-25571", ["reduction"]],
    ["pytorch-134767", ["label smoothing"]],
    ["pytorch-107680", ["reduction"]],
    ["keras-17634", ["input and clip"]],
    ["pytorch-104776", ["weights", "printed"]],
    ["flux-crossentropy", ["mistake", "label smoothing", "mistake"]],
  ])("of %s names %j", (id, axes) => {
    expect(caseLedger(caseById(id)!)!.terms.map(({ axis }) => axis)).toEqual(axes);
  });

  it("is about the mass of a class where the thread prints targets", () => {
    const ledger = caseLedger(caseById("dice-embeddings-433")!)!;
    expect(ledger).toMatchObject({ of: "mass on the first class", to: 0.5 });
    expect(ledger.from).toBeCloseTo(0.05, 15);
  });

  it("refuses two numbers of different targets", () => {
    const mlx = caseById("mlx-cross-entropy")!;
    expect(() => caseLedger({ ...mlx, ledger: { from: 0, to: 1 } })).toThrow(
      /^mlx-cross-entropy: expected the terms to add up/,
    );
  });
});
