/** Where a definition was read, as a link. */
import type { Source } from "../../src/variants/record.ts";
import { link } from "./markdown.ts";

const OWNER_AND_NAME = /^[\w.-]+\/[\w.-]+$/;
const WEB_PAGE = /^[\w-]+(\.[\w-]+)+\//;

/** Names the paths of a source, each linked at the commit it was read at. */
export function sourceLink({ project, version, repository, commit, path, lines }: Source): string {
  const name = `${project} ${version}`.trim();
  if (commit.startsWith("doi:")) {
    return `${name}: ${link(repository, `https://doi.org/${commit.slice(4)}`)}, ${path}; ${lines}`;
  }
  if (OWNER_AND_NAME.test(repository) && !WEB_PAGE.test(`${repository.split("/")[0]}/`)) {
    const at = `https://github.com/${repository}/blob/${commit}`;
    const files = path
      .split(" and ")
      .map((file) => (file.includes(" ") ? file : link(file, `${at}/${file}`)));
    return `${name}: ${link(repository, `https://github.com/${repository}`)}, ${files.join(", ")} (${commit.slice(0, 12)}), ${lines}`;
  }
  const place = WEB_PAGE.test(repository) ? link(repository, `https://${repository}/`) : repository;
  return `${name}: ${place}, ${path}; ${lines} (${commit})`;
}

/** `owner/name#123` as a link to the issue or pull request. */
export function linkIssues(text: string): string {
  return text.replaceAll(/\b([\w.-]+\/[\w.-]+)#(\d+)/g, (reference, repository: string, number: string) =>
    link(reference, `https://github.com/${repository}/issues/${number}`),
  );
}
