/** What is no variant here, one line each: what it computes, which variant is the same function, and why it is left out. */

import type { Words } from "../words/words.ts";
import { code, link, list } from "./markdown.ts";
import { NOT_PORTED, type NotPorted } from "./not-ported.ts";
import { linkIssues, sourceLink } from "./source-link.ts";

export function notPortedList(words: Words): string {
  return list(NOT_PORTED.map((entry) => line(entry, words)));
}

function line({ name, what, same, because, source }: NotPorted, words: Words): string {
  const said = words.divergence;
  const options = Object.entries(same?.options ?? {}).map(([option, value]) => `${option} ${value}`);
  return [
    `**${words.ofRecord(name)}**: ${linkIssues(words.ofRecord(what))}.`,
    ...(same === undefined
      ? []
      : [said.sameFunction(link(code(same.id), `variants/${same.id}.md`), options.join(", "))]),
    said.notPortedBecause(words.ofRecord(because)),
    `${sourceLink(source)}.`,
  ].join(" ");
}
