import { describe, expect, it } from "vitest";
import { STATUSES, type Verdict } from "../../src/compare/verdict.ts";
import { commitmentTo, mergeVerdicts } from "../../src/conformance/merge.ts";
import { keyOf, ReportError, readReport, type StoredReport } from "../../src/conformance/stored-report.ts";
import { TIERS } from "../../src/fixtures/tier.ts";
import { failure, verdict } from "../report/verdicts.ts";

type Json = { [name: string]: unknown };

/** A report as `--reporter json` writes it, with what is read of it. */
function report(verdicts: readonly Verdict[], footer: Json = {}, changes: Json = {}): Json {
  const owes = verdicts.map(({ backend, id }) => keyOf(backend, id));
  return JSON.parse(
    JSON.stringify({
      format: "smoothproof-conformance/2",
      implementation: { name: "my-loss", version: "2.0", language: "Python" },
      verdicts,
      footer: {
        verdicts: verdicts.length,
        smoothproof: "0.1.0",
        fixtures: { version: 1, sha256: "4f2a" },
        references: { torch: "2.15.0" },
        truth: "mpmath, 50 digits",
        command: "npx smoothproof conformance",
        selection: { variants: ["torch"] },
        selected: commitmentTo(owes),
        owes,
        ...footer,
      },
      ...changes,
    }),
  );
}

function problem(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(ReportError);
    expect((error as Error).name).toBe("ReportError");
    return (error as Error).message;
  }
  return "none";
}

const merged = (...reports: readonly Json[]): Verdict[] =>
  mergeVerdicts(
    reports.map((each, i) => ({ file: `${i + 1}.json`, report: readReport(each, `${i + 1}.json`) })),
  );

/** The report with something put in the place of what is at a path. */
function changed(whole: Json, path: readonly (string | number)[], to: unknown): Json {
  const copy = structuredClone(whole);
  let place: Json = copy;
  for (const step of path.slice(0, -1)) place = place[step] as Json;
  const last = path.at(-1)!;
  if (to === undefined) delete place[last];
  else place[last] = to;
  return copy;
}

describe("a report is read", () => {
  const whole = report([verdict(), failure], { shard: { index: 1, count: 1 } });

  it("unless it is no report at all", () => {
    expect(problem(() => readReport(5, "a.json"))).toBe(
      "a.json: expected a report of --reporter json with its footer; the report: expected an object, got 5",
    );
  });

  it("with everything in it", () => {
    expect(readReport(whole, "a.json")).toEqual(whole);
    expect(readReport(changed(whole, ["footer", "more"], 1), "a.json").footer).toMatchObject({ more: 1 });
  });

  it("with every status, tier and kind of error", () => {
    const each = [
      ...STATUSES.map((status) => verdict({ id: status, status })),
      ...TIERS.map((tier) => verdict({ id: tier, tier })),
      ...(["loss", "gradient", "error"] as const).map((output) => verdict({ id: `out ${output}`, output })),
      verdict({ backend: "js", listed: { id: "a", reason: "why" }, maxUlp: "class", given: { a: "1" } }),
      verdict({ measures: {}, options: { a: 1, b: "x", c: true, d: null }, flags: ["Large"] }),
    ];
    expect(readReport(report(each), "a.json").verdicts).toHaveLength(each.length);
  });

  it.each<[readonly (string | number)[], unknown]>([
    [["format"], "smoothproof-conformance/1"],
    [["implementation"], undefined],
    [["implementation", "name"], undefined],
    [["implementation", "version"], 2],
    [["implementation", "language"], 2],
    [["verdicts"], {}],
    [["verdicts", 0], null],
    ...["id", "variant", "dtype", "reference", "file", "message"].map(
      (name) => [["verdicts", 0, name], undefined] as [string[], unknown],
    ),
    [["verdicts", 0, "tier"], "other"],
    [["verdicts", 0, "backend"], 1],
    [["verdicts", 0, "status"], "passed"],
    [["verdicts", 0, "output"], "other"],
    [["verdicts", 0, "maxUlp"], "many"],
    [["verdicts", 0, "measures"], undefined],
    [["verdicts", 0, "flags"], [1]],
    [["verdicts", 0, "options"], { a: [] }],
    [["verdicts", 0, "shape"], ["2"]],
    [["verdicts", 1, "cause"], 1],
    [["verdicts", 1, "given"], { logits: 1 }],
    [["verdicts", 1, "listed"], { id: "a" }],
    [["verdicts", 1, "listed"], { reason: "a" }],
    [["verdicts", 1, "looksLike"], 1],
    ...[
      "elements",
      "mismatches",
      "budget",
      "units",
      "unitsFromReference",
      "referenceUnits",
      "ulp",
      "index",
      "expected",
      "got",
      "truth",
      "referenceUnitsThere",
    ].flatMap((name) =>
      ["loss", "gradient"].map(
        (output) => [["verdicts", 1, "measures", output, name], undefined] as [string[], unknown],
      ),
    ),
    [["verdicts", 1, "measures", "loss", "normwise"], "1"],
    [["verdicts", 1, "measures", "loss", "index"], ["0"]],
    [["verdicts", 1, "measures", "loss", "got", "text"], undefined],
    [["verdicts", 1, "measures", "loss", "got", "bits"], undefined],
    [["footer"], undefined],
    ...[
      "verdicts",
      "smoothproof",
      "fixtures",
      "references",
      "truth",
      "command",
      "selection",
      "owes",
      "selected",
    ].map((name) => [["footer", name], undefined] as [string[], unknown]),
    [["footer", "fixtures", "version"], undefined],
    [["footer", "fixtures", "sha256"], undefined],
    [["footer", "selection"], { variants: [1] }],
    [["footer", "shard"], { index: 2, count: 1 }],
  ])("and refused with %j as %j", (path, to) => {
    const message = problem(() => readReport(changed(whole, path, to), "a.json"));
    expect(message).toMatch(/^a\.json: expected a report of --reporter json with its footer; /);
    // The place is named.
    expect(message).toContain(
      String(path.filter((step) => typeof step === "string").at(path[0] === "verdicts" ? 1 : 0) ?? ""),
    );
  });

  it("and refused where a vector is judged twice, but not where two backends judge it", () => {
    expect(problem(() => readReport(report([verdict(), failure, verdict()]), "a.json"))).toBe(
      `a.json: ${verdict().id}: is there twice`,
    );
    const backends = [verdict({ backend: "js" }), verdict({ backend: "wasm" })];
    expect(readReport(report(backends), "a.json").verdicts).toHaveLength(2);
  });

  it("and refused where verdicts are missing, in one line", () => {
    expect(problem(() => readReport(report([verdict()], { verdicts: 2 }), "a.json"))).toBe(
      "a.json: expected 2 verdicts as its footer says, got 1",
    );
    expect(problem(() => readReport(null, "a\n.json"))).not.toContain("\n");
    try {
      readReport({}, "a.json");
    } catch (error) {
      expect((error as Error).cause).toBeInstanceOf(Error);
    }
  });

  it("and its texts are of one line each", () => {
    const [first] = readReport(report([verdict({ message: "one\ntwo" })]), "a.json")
      .verdicts as StoredReport["verdicts"];
    expect(first?.message).not.toContain("\n");
  });
});

describe("reports of one run", () => {
  const ids = (verdicts: readonly Verdict[]): string[] =>
    verdicts.map(({ id, backend }) => (backend === undefined ? id : `${backend} ${id}`));
  const part = (index: number, names: readonly string[], footer: Json = {}, changes: Json = {}): Json =>
    report(
      names.map((id) => verdict({ id })),
      { shard: { index, count: 2 }, selected: commitmentTo(["a", "b", "c", "d"]), ...footer },
      changes,
    );
  const one = part(1, ["c", "a"]);
  const two = (footer: Json, changes: Json = {}): Json => part(2, ["d", "b"], footer, changes);

  it("become one list, by id", () => {
    expect(ids(merged(two({}), one))).toEqual(["a", "b", "c", "d"]);
  });

  it("keep the order of the backends", () => {
    const of = (backend: string, id: string): Verdict => verdict({ id, backend });
    expect(ids(merged(report([of("wasm", "b"), of("wasm", "a"), of("js", "b"), of("js", "a")])))).toEqual([
      "wasm a",
      "wasm b",
      "js a",
      "js b",
    ]);
  });

  it.each<[string, Json]>([
    ["release of smoothproof, 0.1.0, got 0.2.0", two({ smoothproof: "0.2.0" })],
    ["fixtures, 4f2a, got 0", two({ fixtures: { version: 1, sha256: "0" } })],
    ['references, {"torch":"2.15.0"}, got {"torch":"2.9.0"}', two({ references: { torch: "2.9.0" } })],
    ["implementation, my-loss, got other", two({}, { implementation: { name: "other" } })],
    [
      "version of the implementation, 2.0, got none",
      two({}, { implementation: { name: "my-loss", language: "Python" } }),
    ],
    [
      "hash of the implementation, none, got 9f",
      two({}, { implementation: { name: "my-loss", version: "2.0", language: "Python", sha256: "9f" } }),
    ],
    ["command, npx smoothproof conformance, got other", two({ command: "other" })],
    [
      'selection, {"variants":["torch"]}, got {"variants":["simple"]}',
      two({ selection: { variants: ["simple"] } }),
    ],
    ['required kinds, [], got ["weights"]', two({ required: ["weights"] })],
  ])("are of others where they differ in the %s", (says, other) => {
    expect(problem(() => merged(one, other))).toBe(
      `2.json: expected a part of the run of 1.json, with its ${says}`,
    );
  });

  it.each<[string, Json[]]>([
    ["2.json: a is in 1.json already; shards must be disjoint", [one, part(2, ["a", "d"])]],
    ["shards must be disjoint: 1/2 is there twice", [one, part(1, ["b", "d"])]],
    ["expected all of 1/2 to 2/2, got no 2/2", [one]],
    [
      "2.json: expected a verdict on each of the 3 vectors that it owes, got none on b and 1 more",
      [one, part(2, ["d"], { owes: ["b", "d", "e"] })],
    ],
    [
      "2.json: expected verdicts on what it owes alone, got one on d",
      [one, part(2, ["b", "d"], { owes: ["b"] })],
    ],
    ["expected verdicts on the 4 vectors that the run selected, got 2", [one, part(2, [])]],
    [
      "expected verdicts on the 4 vectors that the run selected, got as many on others",
      [one, part(2, ["b", "e"])],
    ],
    [
      "1.json: expected a shard, which --shard makes, got a whole run",
      [report([verdict({ id: "a" })]), report([verdict({ id: "a" })])],
    ],
    ["expected a report, got none", []],
  ])("%s", (message, reports) => {
    expect(problem(() => merged(...reports))).toBe(message);
  });

  it("judge one id with two backends", () => {
    const twice = report([verdict({ id: "a", backend: "js" }), verdict({ id: "a", backend: "wasm" })]);
    expect(merged(twice)).toHaveLength(2);
  });
});
