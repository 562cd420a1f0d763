/** `identify` on numbers: what it names, what it leaves open, what it refuses. */
import { describe, expect, test } from "vitest";
import { type IdentifyInput, identify } from "../../src/analysis/identify.ts";

/** paiml/aprender#2199: five logits, target 0, smoothing 0.1. */
const APRENDER = { logits: [[2, 1, 0, -1, 0.5]], target: [0] };

const names = (input: IdentifyInput): readonly string[] =>
  identify(input).matches.map(({ variant, mutant }) => mutant?.id ?? variant);

describe("a thread's own number", () => {
  test("the mistake of aprender#2199 is named from its one loss", () => {
    const { matches, ambiguous } = identify({ ...APRENDER, loss: 2.383988 });
    expect(ambiguous).toBe(false);
    expect(matches).toHaveLength(1);
    expect(matches[0]).toMatchObject({
      mutant: { id: "kept-mass-spread", seen: "paiml/aprender#2199" },
      options: { labelSmoothing: 0.1 },
    });
  });

  test("its right number is equation (1) at 0.1, or the simple class at 0.08, which five classes do not tell apart", () => {
    const { matches, ambiguous, separating } = identify({ ...APRENDER, loss: 0.7244379 });
    expect(ambiguous).toBe(true);
    expect(matches.map(({ variant, options }) => [variant, options.labelSmoothing])).toEqual([
      ["equation1", 0.1],
      ["simple", 0.08],
    ]);
    expect(matches[0]?.sameAs.map(({ variant }) => variant)).toContain("torch");
    const [first, second] = separating!.loss!;
    expect(Math.abs(first[0]! - second[0]!)).toBeGreaterThan(1e-3);
  });

  test("a smoothing that is known settles it", () => {
    expect(names({ ...APRENDER, loss: 0.7244379, options: { labelSmoothing: 0.1 } })).toEqual(["equation1"]);
    expect(names({ ...APRENDER, loss: 0.7244379, options: { labelSmoothing: 0.08 } })).toEqual(["simple"]);
  });
});
