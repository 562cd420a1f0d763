/** Where a definition was read, as a link. */
import type { Source } from "../../../src/definition/record.ts";
import { type Place, sourcePlaces } from "../../../src/definition/source-places.ts";
import { link } from "./markdown.ts";

function linked({ text, url }: Place): string {
  return url === undefined ? text : link(text, url);
}

/** Names a source and links what can be linked: files at the commit they were read at, or the package they came in. */
export function sourceLink(source: Source): string {
  const { home, files, release } = sourcePlaces(source);
  const name = `${source.project} ${source.version}`.trim();
  const where = `${name}: ${linked(home)}, ${files.map(linked).join(", ")}`;
  if (release?.kind === "package") return `${where} in the package ${linked(release)}, ${source.lines}`;
  if (files[0]?.url !== undefined) return `${where} (${release!.text}), ${source.lines}`;
  return `${where}; ${source.lines}${release === undefined ? "" : ` (${release.text})`}`;
}

/** `owner/name#123` as a link to the issue or pull request. */
export function linkIssues(text: string): string {
  return text.replaceAll(/\b([\w.-]+\/[\w.-]+)#(\d+)/g, (reference, repository: string, number: string) =>
    link(reference, `https://github.com/${repository}/issues/${number}`),
  );
}
