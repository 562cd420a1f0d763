/** The table of docs/judging.md, in both languages: what the real packages passed, from docs/real-references.json. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdownTable } from "markdown-table";
import { COLUMNS, REFERENCES, type Reference } from "./cell.ts";

const ROOT = join(import.meta.dirname, "../..");
const COUNTS = join(ROOT, "docs/real-references.json");
const PAGES = { "docs/judging.md": "Real package", "docs/ko/judging.md": "실제 패키지" } as const;
const MARKED = /(?<=<!-- references: .*-->\n)[\s\S]*?(?=<!-- \/references -->)/;

/** The vectors passed, of all of a variant, in a form or a checker: "630 / 630". */
export type Counts = { [variant in Reference]?: { [column: string]: string } };

export const readCounts = (): Counts => JSON.parse(readFileSync(COUNTS, "utf8")) as Counts;

export const writeCounts = (counts: Counts): void =>
  writeFileSync(COUNTS, `${JSON.stringify(counts, null, 2)}\n`);

/** The pages, each with the table of these counts; what has not been run stays empty. */
export function pagesWith(counts: Counts): readonly (readonly [path: string, text: string])[] {
  return Object.entries(PAGES).map(([page, title]) => {
    const rows = (Object.keys(REFERENCES) as Reference[]).map((variant) => [
      `\`${REFERENCES[variant]}\``,
      ...COLUMNS.map((column) => counts[variant]?.[column] ?? ""),
    ]);
    const align = ["l", ...COLUMNS.map(() => "r")];
    const table = markdownTable([[title, ...COLUMNS.map((column) => `\`${column}\``)], ...rows], { align });
    const text = readFileSync(join(ROOT, page), "utf8");
    if (!MARKED.test(text)) throw new Error(`${page}: expected the markers of the table of references`);
    return [join(ROOT, page), text.replace(MARKED, () => `\n${table}\n\n`)];
  });
}
