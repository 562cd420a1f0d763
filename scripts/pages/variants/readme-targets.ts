/** The README's generated parts: the table of smoothed targets, the four that most definitions share, and one line. */
import type { Words } from "../words/words.ts";
import { EXAMPLE, resultOf } from "./facts.ts";
import type { Family } from "./families.ts";
import { moreExactKinds } from "./list-page.ts";
import { code, table } from "./markdown.ts";
import { marginRow } from "./row.ts";
import { showVector } from "./show-number.ts";

const ROWS = 4;
const NAMED = 5;

export function readmeTargets(families: readonly Family[], words: Words): string {
  const members = new Map<string, string[]>();
  for (const family of families) {
    for (const { record } of family.members) {
      const target = showVector(resultOf(record, marginRow(EXAMPLE.K, EXAMPLE.alpha, 0)).target);
      members.set(target, [...(members.get(target) ?? []), record.id]);
    }
  }
  const largest = [...members].sort(([, a], [, b]) => b.length - a.length).slice(0, ROWS);
  return table(
    words.readme.targetColumns,
    largest.map(([target, ids]) => [
      target,
      words.readme.more(ids.slice(0, NAMED).map(code).join(", "), Math.max(0, ids.length - NAMED)),
    ]),
  );
}

/** Where numbers are more exact than the source's, with how many variants. */
export function readmeMoreExact(words: Words): string {
  return words.moreExact.inReadme(
    moreExactKinds().map(([kind, ids]) => `${words.moreExact.kinds[kind]} (${ids.length})`),
  );
}
