import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/cli/exit-codes.ts";
import { inTime } from "../../src/cli/in-time.ts";

describe("a limit of time from outside", () => {
  it("ends what never ends by itself, within a second", () => {
    const begun = performance.now();
    const forever = (): never => {
      for (;;) Math.sqrt(2);
    };
    expect(() => inTime(0.2, forever)).toThrow(UsageError);
    expect(() => inTime(0.1, () => inTime(5, forever))).toThrow(/^--time-limit: .* within 0\.1 s, got none/);
    expect(performance.now() - begun).toBeLessThan(4_000);
  });

  it("leaves results and errors as they are", () => {
    expect(inTime(1, () => [1, inTime(1, () => 2)])).toEqual([1, 2]);
    const own = new RangeError("own");
    expect(() =>
      inTime(1, () => {
        throw own;
      }),
    ).toThrow(own);
  });
});
