/** Losses that `identify` does not know are not named: scripts/campaigns/foreign.ts, with fewer repetitions. */
import { expect, test } from "vitest";
import { Draws } from "../../scripts/campaigns/identify/draws.ts";
import { drawForeign } from "../../scripts/campaigns/identify/foreign.ts";
import { identify } from "../../src/identify/identify.ts";

test.each([4, 5, 6, 7])(
  "of 25 losses that are no label smoothing, none is named by %i digits",
  (digits) => {
    const draws = new Draws(digits);
    const named = Array.from({ length: 25 }, () => drawForeign(draws)).filter(({ logits, target, loss }) => {
      const { matches, ambiguous } = identify({ logits, target, loss: loss.toPrecision(digits) });
      return matches.length > 0 && !ambiguous;
    });
    expect(named).toEqual([]);
  },
  120_000,
);
