/** Korean pages that are written by hand: that each follows its English page as it is now, and has the same code. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./blocks.ts";

const read = (page: string): string => readFileSync(join(ROOT, page), "utf8");

/** A page without what commands write or read and without code: what a translator has to follow. */
const proseOf = (text: string): string =>
  text
    .replaceAll(/<!-- (\w+):[\s\S]*?<!-- \/\1 -->/g, "")
    .replaceAll(/^<!-- client: .*-->$/gm, "")
    .replaceAll(/^```[\s\S]*?^```$/gm, "");

/** The words that a page begins with, without its numbers: what a guide to a page of tables has to follow. */
const beginningOf = (text: string): string =>
  proseOf(text)
    .replaceAll(/<!--.*-->/g, "")
    .split(/^## /m)[0]!
    .replaceAll(/^\|.*$/gm, "")
    .replaceAll(/[\s\d.,]+/g, " ");

const hashOf = (text: string): string =>
  createHash("sha256").update(text.replaceAll(/\s+/g, " ")).digest("hex").slice(0, 12);

const codeOf = (page: string): string[] => read(page).match(/^```[\s\S]*?^```$/gm) ?? [];

/** Stands at the end of a Korean page: the English page as it was when the Korean one was brought up to date. */
const MARK = /^<!-- english(, its beginning)?: (\w+) -->$/m;

const pagesIn = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder)).filter((name) => name.endsWith(".md"));

/** Pages of docs/ and of docs/findings, from docs/ko. */
const NAMES: readonly string[] = [
  ...pagesIn("docs/ko"),
  ...pagesIn("docs/ko/findings").map((name) => `findings/${name}`),
];

const PAIRS = [
  { korean: "README.ko.md", english: "README.md" },
  ...NAMES.map((name) => ({ korean: `docs/ko/${name}`, english: `docs/${name}` })),
].map((pair) => ({ ...pair, mark: MARK.exec(read(pair.korean)) }));

const byHand = PAIRS.flatMap(({ mark, ...pair }) =>
  mark === null ? [] : [{ ...pair, isGuide: mark[1] !== undefined, followed: mark[2]! }],
);

describe("Korean pages", () => {
  it("are there for every page of docs, and each has an English one", () => {
    const english = [...pagesIn("docs"), ...pagesIn("docs/findings").map((name) => `findings/${name}`)];
    expect(english.filter((name) => !NAMES.includes(name))).toEqual([]);
    for (const pair of PAIRS) expect(existsSync(join(ROOT, pair.english)), pair.english).toBe(true);
  });

  it("of findings are all in the list of the scoreboard, by their titles", () => {
    const list = read("docs/ko/scoreboard.md");
    for (const name of pagesIn("docs/ko/findings").filter((page) => !/^(?:STANDARD|ours)/.test(page))) {
      const [, title] = /^# (.+)$/m.exec(read(`docs/ko/findings/${name}`))!;
      expect(list).toContain(`- [${title}](findings/${name})`);
    }
  });

  it("say where they come from: written by hand after an English page, or by a command", () => {
    const silent = PAIRS.filter(({ korean }) => !/^<!-- english|npm run pages/m.test(read(korean)));
    expect(silent.map(({ korean }) => korean)).toEqual([]);
  });

  it.each(byHand)("$korean follows $english", ({ korean, english, followed, isGuide }) => {
    const now = hashOf((isGuide ? beginningOf : proseOf)(read(english)));
    const mark = `<!-- english${isGuide ? ", its beginning" : ""}: ${now} -->`;
    expect(
      followed === now,
      `${english} has changed: bring ${korean} up to date, then let its last line be ${mark}`,
    ).toBe(true);
  });

  it.each(byHand.filter(({ korean, isGuide }) => !isGuide && !korean.startsWith("README")))(
    "$korean has the code of $english",
    ({ korean, english }) => {
      expect(codeOf(korean)).toEqual(codeOf(english));
    },
  );
});
