import { expect, it } from "vitest";
import { openFixtures } from "../../src/fixtures/load.ts";
import { magnitudes } from "../../src/loss/magnitudes.ts";
import { lossCallOf } from "../../src/protocol/loss-call-of.ts";

it("agrees with the scales that the generator computed by itself, wherever no mass is a difference", () => {
  let compared = 0;
  for (const vector of openFixtures().vectors()) {
    const { labelSmoothing } = vector.options;
    const isInside = typeof labelSmoothing !== "number" || (labelSmoothing >= 0 && labelSmoothing < 1);
    // At 1 the target's mass may be a difference, which here counts by its parts whatever the source does.
    // The generator adds the parts of a label's two terms where masses leave [0, 1]; this side takes them as one.
    const isOdd = ["UnnormalisedTarget", "Accepted"].some((flag) => vector.flags.includes(flag));
    if (vector.expect.kind === "throws" || !isInside || isOdd) continue;
    const found = magnitudes(lossCallOf(vector)!);
    for (const name of ["loss", "gradient"] as const) {
      const { scale, observed, at } = vector.expect[name];
      scale.forEach((wanted, i) => {
        const got = found[name][at?.[i] ?? i]!;
        if (!Number.isFinite(observed[i]!) || !Number.isFinite(got)) return;
        compared += 1;
        if (Math.abs(got - wanted) > 0.011 * wanted + 1e-300) {
          throw new Error(`${vector.id} ${name}[${i}]: expected about ${wanted}, got ${got}`);
        }
      });
    }
  }
  expect(compared).toBeGreaterThan(100_000);
});
