/** Runs side by side: what improved, what regressed, and what only one of them has. */

import { describeBlame } from "../compare/symptom.ts";
import type { Verdict } from "../compare/verdict.ts";
import { type Changes, changesBetween, type Pair } from "../conformance/changes.ts";
import type { Counts } from "../conformance/outcome.ts";
import { TIERS } from "../fixtures/tier.ts";
import { groupBy } from "../math/group-by.ts";
import type { Colors } from "./colors.ts";
import type { ReportHeader } from "./header.ts";
import { cut, DEFAULT_WIDTH, wrap } from "./layout.ts";
import { summarise } from "./summary.ts";

/** One report that was read. */
export interface Run {
  readonly file: string;
  readonly verdicts: readonly Verdict[];
  readonly header: ReportHeader;
}

/** A run, compared with the first one. */
export interface Comparison {
  readonly run: Run;
  readonly changes: Changes;
}

export function comparisonsOf([first, ...others]: readonly [Run, ...Run[]]): readonly Comparison[] {
  return others.map((run) => ({ run, changes: changesBetween(first.verdicts, run.verdicts) }));
}

/** Changes that have the same cause and the same statuses. */
export interface ChangeGroup {
  readonly says: string;
  readonly ids: readonly string[];
}

/** Most frequent first. Regressions are described by what is wrong now, improvements by what was wrong. */
export function groupChanges(pairs: readonly Pair[], told: keyof Pair): readonly ChangeGroup[] {
  const groups = groupBy(pairs, (pair) => {
    const { status, listed } = pair[told];
    const why = status === "known" ? listed?.reason : describeBlame(pair[told]);
    return `${pair.before.status} to ${pair.after.status}${why ? `: ${why}` : ""}`;
  });
  const nameOf = ({ id, backend }: Verdict): string => (backend === undefined ? id : `${backend}: ${id}`);
  return [...groups]
    .map(([says, members]) => ({ says, ids: members.map((pair) => nameOf(pair[told])) }))
    .sort((a, b) => b.ids.length - a.ids.length);
}

/** `my-loss 2.0 (Python), smoothproof 0.1.0, fixtures 1 (4f2a0000)`. */
export function describeRun({ header: { implementation, version, fixtures } }: Run): string {
  const { name, version: release, language, judgedAs } = implementation;
  const who = [name, release, language && `(${language})`, judgedAs && `as ${judgedAs}`];
  return `${who.filter(Boolean).join(" ")}, smoothproof ${version}, fixtures ${fixtures.version} (${fixtures.sha256.slice(0, 8)})`;
}

/** A row per tier, with how many of each run's answers pass. */
export function tierRows(runs: readonly Run[]): readonly (readonly [tier: string, ...cells: string[]])[] {
  const summaries = runs.map(({ verdicts }) => summarise(verdicts).tiers);
  return TIERS.map((tier): [string, ...string[]] => [
    tier,
    ...summaries.map((tiers) => passedOf(tiers[tier])),
  ]);
}

function passedOf({ passed, failed, errored, known, notJudged }: Counts): string {
  const all = passed + failed + errored + known + notJudged;
  return all === 0 ? "none" : `${passed} of ${all}`;
}

/** `12 improved, 3 regressed, 559 unchanged, 4 only in the first`. */
export function countLine({ improved, regressed, unchanged, onlyBefore, onlyAfter }: Changes): string {
  const only = [
    ...(onlyBefore.length === 0 ? [] : [`${onlyBefore.length} only in the first`]),
    ...(onlyAfter.length === 0 ? [] : [`${onlyAfter.length} only in this one`]),
  ];
  return [
    `${improved.length} improved`,
    `${regressed.length} regressed`,
    `${unchanged.length} unchanged`,
    ...only,
  ].join(", ");
}

/** Most ids of a cause that are shown, and most causes; `--json` has all. */
const MOST_IDS = 3;
const MOST_GROUPS = 8;

/** The report for people; its last line counts the changes of each run except the first. */
export function renderComparison(
  runs: readonly [Run, ...Run[]],
  { colors, width = DEFAULT_WIDTH }: { readonly colors: Colors; readonly width?: number },
): string {
  const [first] = runs;
  const names = runs.map(({ file }) => file);
  const heads = runs.flatMap((run, i) => wrap(`${names[i]}: ${describeRun(run)}`, width, "  "));
  const rows = tierRows(runs);
  const cells = [["", ...runs.map(({ file }) => cut(file, 24))], ...rows];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const table = cells.map((row) =>
    `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join("  ")}`.trimEnd(),
  );
  const parts = comparisonsOf(runs).flatMap(({ run, changes }) => [
    "",
    `${run.file} against ${first.file}`,
    ...renderGroups("regressed", groupChanges(changes.regressed, "after"), MOST_IDS, width, colors.red),
    ...renderGroups("improved", groupChanges(changes.improved, "before"), 0, width, colors.green),
    ...(changes.moreExact + changes.lessExact === 0
      ? []
      : [`of what passes in both, ${changes.moreExact} are more exact and ${changes.lessExact} less`]),
    countLine(changes),
  ]);
  return `${[...heads, "", ...table, ...parts].join("\n")}\n`;
}

function renderGroups(
  title: string,
  groups: readonly ChangeGroup[],
  mostIds: number,
  width: number,
  color: (text: string) => string,
): readonly string[] {
  const shown = groups.slice(0, MOST_GROUPS).flatMap(({ says, ids }) => {
    const more = ids.length - mostIds;
    const named = ids.slice(0, mostIds).map((id) => `    ${id}`);
    return [
      color(cut(`  ${ids.length}× ${title}: ${says}`, width)),
      ...named,
      ...(mostIds > 0 && more > 0 ? [`    and ${more} more`] : []),
    ];
  });
  const rest = groups.slice(MOST_GROUPS).reduce((sum, { ids }) => sum + ids.length, 0);
  return rest === 0 ? shown : [...shown, `  ${rest} more ${title}: --json has them`];
}

/** The report for programs. */
export function comparisonJson(runs: readonly [Run, ...Run[]]): object {
  const told = ({ before, after }: Pair): object => ({
    id: after.id,
    ...(after.backend === undefined ? {} : { backend: after.backend }),
    from: before.status,
    to: after.status,
    ...(after.cause === undefined ? {} : { cause: describeBlame(after) }),
  });
  return {
    reports: runs.map(({ file, verdicts, header }) => ({
      file,
      implementation: header.implementation,
      smoothproof: header.version,
      fixtures: header.fixtures,
      summary: summarise(verdicts),
    })),
    comparisons: comparisonsOf(runs).map(({ run, changes }) => ({
      from: runs[0].file,
      to: run.file,
      improved: changes.improved.map(told),
      regressed: changes.regressed.map(told),
      unchanged: changes.unchanged.length,
      moreExact: changes.moreExact,
      lessExact: changes.lessExact,
      onlyInFirst: changes.onlyBefore.map(({ id }) => id),
      onlyInSecond: changes.onlyAfter.map(({ id }) => id),
    })),
  };
}
