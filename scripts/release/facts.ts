/** What has to agree before a release is made. */

export interface Facts {
  readonly manifest: { readonly version: string };
  readonly lock: {
    readonly version: string;
    readonly packages: { readonly ""?: { readonly version: string } };
  };
  readonly changelog: string;
  readonly citation: string;
  readonly fixturesVersion: number;
  /** Of all vectors that there are. */
  readonly ids: readonly string[];
  /** Of the vectors of the release before; undefined where there is none. */
  readonly releasedIds: readonly string[] | undefined;
  /** What git has uncommitted. */
  readonly changes: string;
  readonly tags: readonly string[];
  /** A dry run may come before the date of a release is known. */
  readonly isDry: boolean;
}

/** A line for each thing that does not agree. */
export function problemsOf(facts: Facts): readonly string[] {
  const { manifest, lock, changelog, citation, fixturesVersion, changes, tags, isDry } = facts;
  const { version } = manifest;
  const [heading, section] = sectionOf(changelog, version);
  const cited = /^version: (.+)$/m.exec(citation)?.[1];
  return [
    ...(changes === "" || isDry ? [] : ["git: expected no uncommitted changes"]),
    ...(tags.includes(`v${version}`) ? [`package.json: version ${version} has its tag already`] : []),
    ...(lock.version === version && lock.packages[""]?.version === version
      ? []
      : [`package-lock.json: expected version ${version}. Run: npm install --package-lock-only`]),
    ...(heading === undefined ? [`CHANGELOG.md: expected a section ## ${version}`] : []),
    ...(heading !== undefined && !isDry && !/\(\d{4}-\d\d-\d\d\)$/.test(heading)
      ? [`CHANGELOG.md: expected the date of the release, as in ## ${version} (2026-01-31), got "${heading}"`]
      : []),
    ...(section.includes(`Fixtures ${fixturesVersion}.`) || heading === undefined
      ? []
      : [`CHANGELOG.md: expected "Fixtures ${fixturesVersion}." in the section of ${version}`]),
    ...(cited === version ? [] : [`CITATION.cff: expected version ${version}, got ${cited ?? "none"}`]),
    ...vanished(facts, section),
  ];
}

/** The heading of a version without its hashes, and the text below it. */
function sectionOf(changelog: string, version: string): readonly [heading: string | undefined, text: string] {
  const found = changelog.split(/^## /m).find((part) => part.split(/[ \n]/)[0] === version);
  return found === undefined ? [undefined, ""] : [found.split("\n")[0]!, found];
}

/** A vector that was released stays, or the changelog names it under Removed vectors. */
function vanished({ ids, releasedIds = [] }: Facts, section: string): readonly string[] {
  const there = new Set(ids);
  const removed = section.split("### Removed vectors")[1] ?? "";
  return releasedIds
    .filter((id) => !there.has(id) && !removed.includes(`\`${id}\``))
    .map((id) => `CHANGELOG.md: expected ${id} under Removed vectors, for it is gone`);
}
