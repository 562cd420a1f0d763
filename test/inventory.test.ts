import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { missingOf } from "../scripts/variant/missing.ts";
import type { VariantRecord } from "../src/definition/record.ts";
import { openAllFixtures, openFixtures } from "../src/fixtures/load.ts";
import { CORE_VARIANTS, DIALECTS, VARIANTS } from "../src/variants/index.ts";

const root = new URL("..", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");
const fixtures = openFixtures();
const vectors = [...fixtures.list()];
const all = openAllFixtures();
const NOT_RUN = "from source, not run";

/** What computed a variant's vectors, the package it is named after first. */
function referencesOf({ id }: VariantRecord): readonly {
  readonly name: string;
  readonly version: string;
  readonly remark?: string | undefined;
}[] {
  return all.file(`vectors/${id}.json`).provenance.references;
}

const dialectVectors = [...all.list()].filter(({ variant }) => all.dialects.includes(variant));

it.each(VARIANTS)("no piece of $id is missing", ({ id }) => {
  expect(missingOf(id)).toEqual([]);
});

describe.each(CORE_VARIANTS)("$id", (record) => {
  const own = vectors.filter(({ variant }) => variant === record.id);

  it("has values, refusals and acceptances, in both dtypes, on synthetic and on real inputs", () => {
    expect(fixtures.files).toContain(`vectors/${record.id}.json`);
    const kinds = new Set(own.map(({ expect: { kind } }) => kind));
    expect([...kinds].sort()).toEqual(["accepts", "throws", "value"]);
    const dtypes = new Set(own.map(({ dtype }) => dtype));
    expect(dtypes).toContain("float64");
    expect(dtypes).toContain("float32");
    expect(own.some(({ id }) => id.startsWith(`${record.id}.real.`))).toBe(true);
  });

  it("uses every option somewhere, but for corrections that no release computes", () => {
    const used = new Set(own.flatMap(({ options }) => Object.keys(options)));
    const corrections = record.quirks.map(({ corrected }) => corrected?.split(":")[0]);
    for (const name of Object.keys(record.options)) {
      if (!corrections.includes(name)) expect(used).toContain(name);
    }
  });

  it("is told apart from every other variant that can answer", () => {
    const killed = new Set(own.flatMap(({ kills }) => Object.keys(kills ?? {})));
    expect(killed.size).toBeGreaterThanOrEqual(5);
  });

  it("was observed from references that were run", () => {
    expect(referencesOf(record).filter(({ name }) => name.includes(NOT_RUN))).toEqual([]);
  });
});

/** Definitions of the article: no package has them, and what was run is their steps in another one. */
const OF_THE_ARTICLE = "the article";

describe.each(VARIANTS)("the source of $id", (record) => {
  it("says whether it was run, as the vectors do", () => {
    const isNotRun = referencesOf(record).some(({ name }) => name.includes(NOT_RUN));
    expect(record.source.notRun ?? false).toBe(isNotRun);
  });

  const { project, version, commit, lines } = record.source;

  it("is a release, or a commit where there is none, with the lines that were read", () => {
    expect(version).toMatch(/^\d+(\.\d+)+$|^\d{6}$|^\d{4}-\d{2}-\d{2}$|^[0-9a-f]{12}$/);
    if (!/[.-]/.test(version)) expect([commit.slice(0, 12), commit.split(" ").at(-1)]).toContain(version);
    expect(lines).toMatch(/\d/);
  });

  it("is the one whose numbers the fixtures hold", () => {
    const [reference] = referencesOf(record);
    const isRun = !reference!.name.includes(NOT_RUN);
    if (project !== OF_THE_ARTICLE) expect(reference!.version).toBe(isRun ? version : commit);
    else expect(reference!.remark).toMatch(/^our code of the article's /);
  });

  it("has fixtures that name what computed them, with versions", () => {
    for (const { name, version } of referencesOf(record)) {
      expect(name).not.toBe("");
      expect(version).toMatch(name.includes(NOT_RUN) ? /^[0-9a-f]{40}$/ : /^\d+(\.\d+)*$/);
    }
  });
});

it("each README links the page of divergences in its language", () => {
  expect(read("README.md")).toContain("(docs/divergence.md)");
  expect(read("README.ko.md")).toContain("(docs/ko/divergence.md)");
});

/** Options that no vector of a dialect uses yet, by its id: one that is used must not stand here. */
const UNUSED: { readonly [id: string]: readonly string[] } = {
  "keras-binary-focal": ["axis"],
  "keras-categorical-focal": ["axis"],
  "tf-keras-binary": ["axis"],
};

describe.each(DIALECTS)("the dialect $id", (record) => {
  const own = dialectVectors.filter(({ variant }) => variant === record.id);

  it("has values with gradients, from its package or said to be from its source", () => {
    expect(all.files).toContain(`vectors/${record.id}.json`);
    expect(own.filter(({ expect: { kind } }) => kind === "value").length).toBeGreaterThanOrEqual(15);
    const isRun = !referencesOf(record)[0]!.name.includes(NOT_RUN);
    expect(own.some(({ flags }) => flags.includes("FromSource"))).toBe(!isRun);
  });

  it("uses every option somewhere, but for those that are known to be missing", () => {
    const used = new Set(own.flatMap(({ options }) => Object.keys(options)));
    const unused = Object.keys(record.options).filter((name) => !used.has(name));
    expect(unused).toEqual(UNUSED[record.id] ?? []);
  });

  it("is the same function as another variant somewhere, which test/variants/dialects.test.ts checks", () => {
    const others = VARIANTS.map(({ id }) => id).filter((id) => id !== record.id);
    expect(others).toContain(record.identity?.same);
  });
});

describe("the dialects", () => {
  it("are at least 24, of which at least 18 were observed from the real package", () => {
    expect(DIALECTS.length).toBeGreaterThanOrEqual(24);
    const observed = DIALECTS.filter((record) => !referencesOf(record)[0]!.name.includes(NOT_RUN));
    expect(observed.length).toBeGreaterThanOrEqual(18);
  });

  it("are all that there are vectors of", () => {
    expect([...all.dialects].sort()).toEqual(DIALECTS.map(({ id }) => id).sort());
  });
});

describe("the fixtures", () => {
  it("are more than 1,500 vectors with 60 refusals and acceptances", () => {
    expect(vectors.length).toBeGreaterThanOrEqual(1500);
    const errors = vectors.filter(({ expect: { kind } }) => kind !== "value");
    expect(errors.length).toBeGreaterThanOrEqual(60);
  });

  it("are under 25 MB", () => {
    const bytes = Object.values(all.manifest.files).reduce((sum, { bytes }) => sum + bytes, 0);
    expect(bytes).toBeLessThan(25e6);
  });

  it.each(CORE_VARIANTS.map(({ id }) => id))(
    "hold at least 60 vectors of tier core of %s in each dtype",
    (id) => {
      for (const dtype of ["float32", "float64"]) {
        const core = vectors.filter((v) => v.variant === id && v.dtype === dtype && v.tier === "core");
        expect(core.length).toBeGreaterThanOrEqual(60);
      }
    },
  );

  it.each(["float16", "bfloat16"])("hold at least 150 vectors of %s, from two variants or more", (dtype) => {
    const half = [...all.list()].filter((vector) => vector.dtype === dtype);
    expect(half.length).toBeGreaterThanOrEqual(150);
    expect(new Set(half.map(({ variant }) => variant)).size).toBeGreaterThan(1);
  });

  it("name in their manifest everything that computed a number, in every version", () => {
    const files = all.files.flatMap((path) => all.file(path).provenance.references);
    expect(new Set(files.map(({ name }) => name))).toEqual(new Set(Object.keys(all.manifest.references)));
    for (const { name, version } of files)
      expect(all.manifest.references[name]?.split(", ")).toContain(version);
  });

  it("come with a format page and schemas", () => {
    for (const path of ["fixtures/README.md", "fixtures/schema/fixture.schema.json"]) {
      expect(existsSync(new URL(path, root))).toBe(true);
    }
  });
});
