import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Facts, problemsOf } from "../../scripts/release/facts.ts";
import { openFixtures } from "../../src/fixtures/load.ts";

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");

const right: Facts = {
  manifest: { version: "0.2.0" },
  lock: { version: "0.2.0", packages: { "": { version: "0.2.0" } } },
  changelog:
    "# Changelog\n\n## 0.2.0 (2027-01-31)\n\nFixtures 2.\n\n### Removed vectors\n\n- `gone.f32`: wrong\n\n## 0.1.0 (2026-12-01)\n",
  citation: "title: x\nversion: 0.2.0\n",
  fixturesVersion: 2,
  ids: ["kept.f32", "new.f32"],
  releasedIds: ["kept.f32", "gone.f32"],
  changes: "",
  tags: ["v0.1.0"],
  isDry: false,
};

describe("a release", () => {
  it("is made where everything agrees", () => expect(problemsOf(right)).toEqual([]));

  const wrong: readonly (readonly [what: string, changes: Partial<Facts>, says: RegExp])[] = [
    ["uncommitted changes", { changes: " M src/index.ts" }, /^git: /],
    ["a version that is out", { tags: ["v0.1.0", "v0.2.0"] }, /has its tag already/],
    [
      "another lock",
      { lock: { version: "0.1.0", packages: {} } },
      /^package-lock\.json: expected version 0\.2\.0/,
    ],
    [
      "no section",
      { changelog: "# Changelog\n\n## 0.2.0-rc.1 (2027-01-01)\n", releasedIds: [] },
      /expected a section ## 0\.2\.0$/,
    ],
    ["no date", { changelog: right.changelog.replace("2027-01-31", "unreleased") }, /expected the date/],
    ["other fixtures", { fixturesVersion: 3 }, /expected "Fixtures 3\."/],
    [
      "another citation",
      { citation: "version: 0.1.0\n" },
      /^CITATION\.cff: expected version 0\.2\.0, got 0\.1\.0/,
    ],
    ["a vector that vanished", { ids: ["new.f32"] }, /expected kept\.f32 under Removed vectors/],
  ];

  it.each(wrong)("is not made with %s", (_, changes, says) => {
    const problems = problemsOf({ ...right, ...changes });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(says);
  });

  it("may be tried before its day", () => {
    expect(
      problemsOf({
        ...right,
        manifest: JSON.parse(read("package.json")),
        lock: JSON.parse(read("package-lock.json")),
        changelog: read("CHANGELOG.md"),
        citation: read("CITATION.cff"),
        fixturesVersion: openFixtures().manifest.fixturesVersion,
        releasedIds: undefined,
        changes: " M README.md",
        tags: [],
        isDry: true,
      }),
    ).toEqual([]);
  });
});
