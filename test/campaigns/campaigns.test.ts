/** The campaigns of scripts/campaigns, with fewer repetitions than docs/reliability.md reports. */
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KINDS } from "../../scripts/campaigns/malformed/kinds.ts";

const campaign = (name: string): string =>
  fileURLToPath(new URL(`../../scripts/campaigns/${name}.ts`, import.meta.url));

async function lastLineOf(name: string, ...args: string[]): Promise<string> {
  const { all } = await execa("npx", ["tsx", campaign(name), ...args], { all: true, reject: false });
  return all.trimEnd().split("\n").at(-1) ?? "";
}

describe("malformed inputs are used or refused as they should be", () => {
  it.each(KINDS)("$name", ({ inputs, use, isRefusal }) => {
    let used = 0;
    let refused = 0;
    const property = fc.property(inputs, (input) => {
      try {
        use(input);
        used += 1;
      } catch (error) {
        if (!isRefusal(error)) throw error;
        refused += 1;
      }
    });
    fc.assert(property, { numRuns: 300, seed: 7 });
    // The generator is worth something only if it makes both.
    expect(used).toBeGreaterThan(0);
    expect(used + refused).toBe(300);
  });
});

describe.skipIf(process.platform !== "linux")("processes", () => {
  it("none is left of runs that are ended at random", async () => {
    expect(await lastLineOf("kills", "--runs", "6", "--seed", "3")).toBe("6 passed, 0 failed");
  });

  it("reports are whole, and no other file is there, when writers are killed", async () => {
    expect(await lastLineOf("writers", "--rounds", "4")).toBe("4 passed, 0 failed");
  });
});
