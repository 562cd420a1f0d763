/** Where a definition was read, as a link. */
import type { Source } from "../../../src/definition/record.ts";
import { link } from "./markdown.ts";

const OWNER_AND_NAME = /^[\w.-]+\/[\w.-]+$/;
const WEB_PAGE = /^[\w-]+(\.[\w-]+)+\//;

/** A package of the Python index, as in `PyPI timm 1.0.31`. */
const PYPI = /^PyPI (\S+) (\S+)$/;

/** Names a source and links what can be linked: files at the commit they were read at, or the package they came in. */
export function sourceLink({ project, version, repository, commit, path, lines }: Source): string {
  const name = `${project} ${version}`.trim();
  if (commit.startsWith("doi:")) {
    return `${name}: ${link(repository, `https://doi.org/${commit.slice(4)}`)}, ${path}; ${lines}`;
  }
  if (WEB_PAGE.test(repository)) {
    return `${name}: ${link(repository, `https://${repository}/`)}, ${path}; ${lines} (${commit})`;
  }
  if (!OWNER_AND_NAME.test(repository)) return `${name}: ${repository}, ${path}; ${lines} (${commit})`;
  const home = `https://github.com/${repository}`;
  const [, wheel, release] = PYPI.exec(commit) ?? [];
  if (wheel !== undefined) {
    const package_ = link(`${wheel} ${release}`, `https://pypi.org/project/${wheel}/${release}/`);
    return `${name}: ${link(repository, home)}, ${path} in the package ${package_}, ${lines}`;
  }
  const files = inFull(path).map((file) => link(file, `${home}/blob/${commit}/${file}`));
  return `${name}: ${link(repository, home)}, ${files.join(", ")} (${commit.slice(0, 12)}), ${lines}`;
}

/** `a/b.py and c.py` are a/b.py and a/c.py. */
function inFull(path: string): string[] {
  const [first = "", ...others] = path.split(" and ");
  const folder = first.slice(0, first.lastIndexOf("/") + 1);
  return [first, ...others.map((file) => (file.includes("/") ? file : `${folder}${file}`))];
}

/** `owner/name#123` as a link to the issue or pull request. */
export function linkIssues(text: string): string {
  return text.replaceAll(/\b([\w.-]+\/[\w.-]+)#(\d+)/g, (reference, repository: string, number: string) =>
    link(reference, `https://github.com/${repository}/issues/${number}`),
  );
}
