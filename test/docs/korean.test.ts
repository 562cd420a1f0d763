/** Korean pages that are written by hand: that each follows its English page as it is now, and has the same code. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./blocks.ts";

const read = (page: string): string => readFileSync(join(ROOT, page), "utf8");

/** A page without what commands write and without code: what a translator has to follow. */
const proseOf = (text: string): string =>
  text.replaceAll(/<!-- (\w+):[\s\S]*?<!-- \/\1 -->/g, "").replaceAll(/^```[\s\S]*?^```$/gm, "");

const hashOf = (page: string): string =>
  createHash("sha256")
    .update(proseOf(read(page)))
    .digest("hex")
    .slice(0, 12);

const codeOf = (page: string): string[] => read(page).match(/^```[\s\S]*?^```$/gm) ?? [];

const NAMES: readonly string[] = readdirSync(join(ROOT, "docs/ko")).filter((name) => name.endsWith(".md"));

const PAIRS = [
  { korean: "README.ko.md", english: "README.md" },
  ...NAMES.map((name) => ({ korean: `docs/ko/${name}`, english: `docs/${name}` })),
].map((pair) => ({ ...pair, followed: /^<!-- english: (\w+) -->$/m.exec(read(pair.korean))?.[1] }));

const byHand = PAIRS.filter(({ followed }) => followed !== undefined);

describe("Korean pages", () => {
  it("are there, and each has an English one", () => {
    expect(byHand.length).toBeGreaterThan(10);
    for (const { english } of PAIRS) expect(existsSync(join(ROOT, english)), english).toBe(true);
  });

  it("say where they come from: written by hand after an English page, or by a command", () => {
    const silent = PAIRS.filter(
      ({ korean }) => !/^<!-- english: |npm run pages|npm run client/m.test(read(korean)),
    );
    expect(silent.map(({ korean }) => korean)).toEqual([]);
  });

  it.each(byHand)("$korean follows $english", ({ korean, english, followed }) => {
    const now = hashOf(english);
    expect(
      followed === now,
      `${english} has changed: bring ${korean} up to date, then let its last line be <!-- english: ${now} -->`,
    ).toBe(true);
  });

  it.each(byHand.filter(({ korean }) => !korean.startsWith("README")))(
    "$korean has the code of $english",
    ({ korean, english }) => {
      expect(codeOf(korean)).toEqual(codeOf(english));
    },
  );
});
