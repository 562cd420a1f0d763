/** Merges the JSON reports of the shards of one run, and of nothing else. */
import type { Verdict } from "../compare/verdict.ts";
import { sha256 } from "../fixtures/hash.ts";
import { groupBy } from "../math/group-by.ts";
import { whatIsNotWhole } from "./shard.ts";
import { keyOf, ReportError, type StoredReport } from "./stored-report.ts";

/** What stands for a set of vectors in a report: their number, and a hash of their names. */
export function commitmentTo(keys: readonly string[]): { readonly count: number; readonly sha256: string } {
  return { count: keys.length, sha256: sha256(Buffer.from([...keys].sort().join("\n"))) };
}

export interface ReadReport {
  readonly file: string;
  readonly report: StoredReport;
}

/** What all shards of one run have in common, and its name in a message. */
const COMMON: readonly (readonly [name: string, of: (report: StoredReport) => unknown])[] = [
  ["release of smoothproof", ({ footer }) => footer.smoothproof],
  ["fixtures", ({ footer }) => footer.fixtures.sha256],
  ["references", ({ footer }) => footer.references],
  ["implementation", ({ implementation }) => implementation.name],
  ["version of the implementation", ({ implementation }) => implementation.version ?? ""],
  ["language", ({ implementation }) => implementation.language ?? ""],
  ["hash of the implementation", ({ implementation }) => implementation.sha256 ?? ""],
  ["definition that it is judged as", ({ implementation }) => implementation.judgedAs ?? ""],
  ["command", ({ footer }) => footer.command],
  ["selection", ({ footer }) => footer.selection],
  ["required kinds", ({ footer }) => footer.required ?? []],
  ["vectors that are selected", ({ footer }) => footer.selected],
];

/** Longest value that a message shows. */
const LONGEST = 120;

function shown(value: unknown): string {
  const text = typeof value === "string" ? value || "none" : JSON.stringify(sorted(value));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** With the fields of objects in one order, whichever they were written in. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** All verdicts, by id. @throws ReportError where the reports are not parts of one run, or not all of it */
export function mergeVerdicts(reports: readonly ReadReport[]): Verdict[] {
  const [first, ...others] = reports;
  if (first === undefined) throw new ReportError("expected a report, got none");
  for (const { file, report } of reports) {
    for (const [name, of] of COMMON) {
      const [wanted, got] = [of(first.report), of(report)];
      if (JSON.stringify(sorted(wanted)) === JSON.stringify(sorted(got))) continue;
      throw new ReportError(
        `${file}: expected a part of the run of ${first.file}, with its ${name}, ${shown(wanted)}, got ${shown(got)}`,
      );
    }
  }
  const whole =
    others.length === 0 ? undefined : reports.find(({ report }) => report.footer.shard === undefined);
  if (whole !== undefined)
    throw new ReportError(`${whole.file}: expected a shard, which --shard makes, got a whole run`);
  const problem = whatIsNotWhole(reports.map(({ report }) => report.footer.shard));
  if (problem !== undefined) throw new ReportError(problem);
  checkOwed(reports);
  const verdicts = reports.flatMap(({ report }) => report.verdicts) as unknown as Verdict[];
  // Backends stay in the order in which they were judged.
  return [...groupBy(verdicts, ({ backend }) => backend).values()].flatMap((own) =>
    own.sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
}

/** Each part has a verdict on all that it owes, no two owe the same, and together they owe all that was selected. */
function checkOwed(reports: readonly ReadReport[]): void {
  const owners = new Map<string, string>();
  for (const { file, report } of reports) {
    const has = new Set(report.verdicts.map(({ backend, id }) => keyOf(backend, id)));
    const owes = new Set(report.footer.owes);
    const missing = [...owes].filter((key) => !has.has(key));
    if (missing.length > 0)
      throw new ReportError(
        `${file}: expected a verdict on each of the ${owes.size} vectors that it owes, got none on ${missing[0]}${missing.length > 1 ? ` and ${missing.length - 1} more` : ""}`,
      );
    const stray = [...has].find((key) => !owes.has(key));
    if (stray !== undefined)
      throw new ReportError(`${file}: expected verdicts on what it owes alone, got one on ${stray}`);
    for (const key of owes) {
      const twin = owners.get(key);
      if (twin !== undefined)
        throw new ReportError(`${file}: ${key} is in ${twin} already; shards must be disjoint`);
      owners.set(key, file);
    }
  }
  const { selected } = reports[0]!.report.footer;
  const all = commitmentTo([...owners.keys()]);
  if (all.count !== selected.count || all.sha256 !== selected.sha256)
    throw new ReportError(
      `expected verdicts on the ${selected.count} vectors that the run selected, got ${all.count === selected.count ? "as many on others" : String(all.count)}`,
    );
}
