/** The places where a definition was read, as addresses that a reader can open. */
import type { Source } from "./record.ts";

/** A place to look up: its name, and its address where it has one. */
export interface Place {
  readonly text: string;
  readonly url?: string;
}

export interface SourcePlaces {
  /** The project or the paper. */
  readonly home: Place;
  /** Its files or sections; a file has an address where it was read in a repository. */
  readonly files: readonly Place[];
  /** The release that was read: a package of the Python index, or a commit. */
  readonly release?: Place & { readonly kind: "package" | "commit" };
}

const OWNER_AND_NAME = /^[\w.-]+\/[\w.-]+$/;
const WEB_PAGE = /^[\w-]+(\.[\w-]+)+\//;

/** A package of the Python index, as in `PyPI timm 1.0.31`. */
const PYPI = /^PyPI (\S+) (\S+)$/;

export function sourcePlaces({ repository, commit, path }: Source): SourcePlaces {
  const section = { text: path };
  if (commit.startsWith("doi:"))
    return { home: { text: repository, url: `https://doi.org/${commit.slice(4)}` }, files: [section] };
  const asPrinted = { text: commit, kind: "commit" } as const;
  if (WEB_PAGE.test(repository))
    return {
      home: { text: repository, url: `https://${repository}/` },
      files: [section],
      release: asPrinted,
    };
  if (!OWNER_AND_NAME.test(repository))
    return { home: { text: repository }, files: [section], release: asPrinted };
  const home = { text: repository, url: `https://github.com/${repository}` };
  const [, wheel, version] = PYPI.exec(commit) ?? [];
  if (wheel !== undefined) {
    const url = `https://pypi.org/project/${wheel}/${version}/`;
    return { home, files: [section], release: { text: `${wheel} ${version}`, url, kind: "package" } };
  }
  const files = inFull(path).map((file) => ({ text: file, url: `${home.url}/blob/${commit}/${file}` }));
  return { home, files, release: { text: commit.slice(0, 12), kind: "commit" } };
}

/** Expands a path: `a/b.py and c.py` means a/b.py and a/c.py. */
function inFull(path: string): string[] {
  const [first = "", ...others] = path.split(" and ");
  const folder = first.slice(0, first.lastIndexOf("/") + 1);
  return [first, ...others.map((file) => (file.includes("/") ? file : `${folder}${file}`))];
}
