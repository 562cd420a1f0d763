import { expect, it } from "vitest";
import { openFixtures } from "../../src/fixtures/load.ts";
import { magnitudes } from "../../src/loss/magnitudes.ts";
import { lossCallOf } from "../../src/protocol/loss-call-of.ts";
import { isComparable, wrongScales } from "./scales.ts";

it("agrees with the scales that the generator computed by itself, wherever no mass is a difference", () => {
  let compared = 0;
  for (const vector of openFixtures().vectors()) {
    if (!isComparable(vector)) continue;
    const wrong = wrongScales(vector, magnitudes(lossCallOf(vector)!), () => {
      compared += 1;
    });
    expect(wrong).toEqual([]);
  }
  expect(compared).toBeGreaterThan(100_000);
});
