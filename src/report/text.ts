/**
 * The report for people, made from verdicts and a header alone.
 *
 * A run that fails fits one screen: what was judged, a line per tier, the causes, the verdict. Failures without room
 * are counted, and `verbose` shows them.
 */

import { describeBlame } from "../compare/symptom.ts";
import type { Verdict } from "../compare/verdict.ts";
import { type CauseGroup, groupByCause, isWrong } from "../conformance/causes.ts";
import { type Coverage, coverageOf } from "../conformance/coverage.ts";
import { type Counts, closingLine, countVerdicts, endingOf } from "../conformance/outcome.ts";
import { TIERS } from "../fixtures/tier.ts";
import type { Colors } from "./colors.ts";
import { clearest, renderExample } from "./example.ts";
import type { ReportHeader } from "./header.ts";
import { cut, DEFAULT_WIDTH, wrap } from "./layout.ts";
import { summarise } from "./summary.ts";
import { renderTables } from "./table.ts";

export interface TextOptions {
  /** picocolors' `createColors(enabled)`. */
  readonly colors: Colors;
  /** Every cause with its example, every failure and the table of errors. Default false. */
  readonly verbose?: boolean;
  /** Columns of a line. Default 80. */
  readonly width?: number;
  /** Lines of the screen that a failing run is to fit. Default, and least: 24. */
  readonly height?: number;
}

/** Lines of the smallest screen, with one for the prompt that follows. */
const SCREEN = 24;

/** References and reasons that are named; more are counted. */
const MOST_REFERENCES = 3;
const MOST_REASONS = 3;

/** Lines that causes need: the first with its example, the titles of a few others, and a line for the rest. */
const LEAST_ROOM = 13;

const INDENT = "    ";

/** The whole report; its last line is `N passed, N failed, N skipped`. */
export function renderText(
  verdicts: readonly Verdict[],
  header: ReportHeader,
  { colors, verbose = false, width = DEFAULT_WIDTH, height = SCREEN }: TextOptions,
): string {
  const groups = groupByCause(verdicts);
  const isShort = groups.length > 0 && !verbose;
  const start = [
    ...renderHeader(verdicts, header, width),
    "",
    ...renderTiers(verdicts, colors),
    ...renderTold(verdicts, width),
    ...renderCoverage(verdicts, width),
  ];
  const end = [
    ...renderVerdict(verdicts, groups, header, { verbose, colors, width }),
    closingLine(countVerdicts(verdicts)),
  ];
  const roomBeside = (notes: readonly string[]): number =>
    Math.max(SCREEN, height) - 1 - start.length - notes.length - end.length - 2;
  let reasons = MOST_REASONS;
  let notes = renderNotes(verdicts, width, colors, reasons);
  while (isShort && reasons > 1 && roomBeside(notes) < LEAST_ROOM) {
    reasons -= 1;
    notes = renderNotes(verdicts, width, colors, reasons);
  }
  const tables = isShort ? [] : renderTables(verdicts, colors).flatMap((table) => ["", ...table.split("\n")]);
  const room = isShort ? roomBeside(notes) : undefined;
  const causes = renderCauses(groups, { header, colors, width, room });
  const failures = verbose ? renderFailures(verdicts, header, width, colors) : [];
  const lines = [...start, ...notes, ...tables, ...spaced(causes), ...failures, "", ...end];
  return `${lines.join("\n")}\n`;
}

function spaced(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", ...lines];
}

/** What is judged and by which references; only those that were used. */
function renderHeader(
  verdicts: readonly Verdict[],
  { version, fixtures, implementation }: ReportHeader,
  width: number,
): readonly string[] {
  const { name, version: release, language, judgedAs } = implementation;
  const judged = [name, release, language && `(${language})`].filter(Boolean).join(" ");
  const references = [...new Set(verdicts.map(({ reference }) => reference))];
  const named = references.slice(0, MOST_REFERENCES).join(", ");
  const more = references.length - MOST_REFERENCES;
  const against = more > 0 ? `${named} and ${more} more` : named;
  const set = `fixtures ${fixtures.version} (${fixtures.sha256.slice(0, 8)})`;
  return [
    ...wrap(`judging ${judged}${judgedAs === undefined ? "" : ` as ${judgedAs}`}`, width, "  "),
    ...wrap(`against ${against || "nothing"} · smoothproof ${version}, ${set}`, width, "  "),
  ];
}

const TIER_NAMES = { core: "core", edge: "edge", refusal: "refusals" } as const;

/** `core 182 of 182`: skipped vectors are not counted, vectors that were never asked are. */
function renderTiers(verdicts: readonly Verdict[], colors: Colors): readonly string[] {
  const { tiers } = summarise(verdicts);
  const rows = TIERS.map((tier) => ({ tier, ...judgedOf(tiers[tier]) })).filter(({ all }) => all > 0);
  const digits = Math.max(...rows.map(({ all }) => all.toLocaleString("en-US").length));
  const number = (count: number): string => count.toLocaleString("en-US").padStart(digits);
  return rows.map(({ tier, good, all }) => {
    const color = good === all ? colors.green : colors.red;
    return `  ${TIER_NAMES[tier].padEnd(9)}${color(`${number(good)} of ${number(all)}`)}`;
  });
}

/** How many elements were compared one by one; nothing where all were. */
function renderTold(verdicts: readonly Verdict[], width: number): readonly string[] {
  const measures = verdicts.flatMap(({ measures: { gradient } }) =>
    gradient === undefined ? [] : [gradient],
  );
  const told = measures.reduce((sum, { elements }) => sum + elements, 0);
  const untold = measures.reduce((sum, measure) => sum + (measure.untold ?? 0), 0);
  if (untold === 0) return [];
  const [some, all] = [told, told + untold].map((count) => count.toLocaleString("en-US"));
  return [cut(`  gradients: ${some} of ${all} elements one by one, the others by a sum over all`, width)];
}

/** Of which kinds of calls the verdict is; nothing where all were answered. */
function renderCoverage(verdicts: readonly Verdict[], width: number): readonly string[] {
  const coverage = coverageOf(verdicts);
  const skipped = kindsWith(coverage, ({ answered, skipped }) => answered === 0 && skipped > 0);
  if (skipped.length === 0) return [];
  const answered = kindsWith(coverage, (counts) => counts.answered > 0);
  const line = `  covers ${answered.join(", ") || "nothing"}`;
  return [cut(line, width), cut(`  nothing of ${skipped.join(", ")}`, width)];
}

function kindsWith(coverage: Coverage, test: (counts: Coverage[string]) => boolean): readonly string[] {
  return Object.entries(coverage).flatMap(([kind, counts]) => (test(counts) ? [kind] : []));
}

function judgedOf({ passed, failed, errored, known, notJudged }: Counts): {
  readonly good: number;
  readonly all: number;
} {
  return { good: passed, all: passed + failed + errored + known + notJudged };
}

/** Vectors that neither passed nor failed, and why. */
function renderNotes(
  verdicts: readonly Verdict[],
  width: number,
  colors: Colors,
  most: number,
): readonly string[] {
  const skipped = verdicts.filter(({ status }) => status === "skip");
  const notJudged = verdicts.filter(({ status }) => status === "notJudged");
  const listed = verdicts.filter(({ listed, status }) => listed !== undefined && status !== "fail");
  return [
    ...reasons("not judged", notJudged, most, width).map(colors.red),
    ...reasons("skipped", skipped, most, width).map(colors.magenta),
    ...reasons("known to fail", listed, most, width).map(colors.magenta),
  ];
}

/** A line per reason, most frequent first; the last line counts those that are left. */
function reasons(
  label: string,
  verdicts: readonly Verdict[],
  most: number,
  width: number,
): readonly string[] {
  const byReason = new Map<string, { readonly entries: Set<string>; fails: number; passes: number }>();
  for (const { backend, message, listed, status } of verdicts) {
    const own = listed?.reason ?? message;
    const reason = backend === undefined ? own : `${backend}: ${own}`;
    const known = byReason.get(reason) ?? { entries: new Set(), fails: 0, passes: 0 };
    byReason.set(reason, known);
    if (listed !== undefined) known.entries.add(listed.id);
    if (listed !== undefined && status === "pass") known.passes += 1;
    else known.fails += 1;
  }
  const sorted = [...byReason].sort(([, a], [, b]) => b.fails - a.fails);
  const shown = sorted.slice(0, most);
  const left = sorted.slice(most);
  const others = left.reduce((sum, [, { fails }]) => sum + fails, 0);
  return shown.map(([reason, { entries, fails, passes }], i) => {
    const tail =
      i < shown.length - 1 || left.length === 0 ? "" : `; ${others} for ${count(left.length, "more reason")}`;
    const line = `  ${label} ${fails}${describeEntries(entries, passes)}: ${reason}`;
    return `${cut(line, width - tail.length)}${tail}`;
  });
}

/** ` (torch.*, 1 that it matches pass)`, for vectors that a list of expected failures names. */
function describeEntries(entries: ReadonlySet<string>, passes: number): string {
  const [first] = entries;
  if (first === undefined) return "";
  const isOne = entries.size === 1;
  const besides = passes === 0 ? "" : `, ${passes} that ${isOne ? "it matches" : "they match"} pass`;
  return ` (${isOne ? first : `${entries.size} entries`}${besides})`;
}

interface CauseOptions {
  readonly header: ReportHeader;
  readonly colors: Colors;
  readonly width: number;
  /** Lines that are available; undefined for any number. */
  readonly room: number | undefined;
}

/** A line per cause, most frequent first, with an example for as many as there is room for. */
function renderCauses(
  groups: readonly CauseGroup[],
  { header, colors, width, room = Number.POSITIVE_INFINITY }: CauseOptions,
): readonly string[] {
  const digits = String(groups[0]?.members.length ?? 0).length;
  // The first example leaves room for its title and, where there are other causes, for a line on them.
  const most = room - (groups.length > 1 ? 2 : 1);
  const blocks = groups.map((group, i) => {
    const { members } = group;
    const title = titleOf(group, String(members.length).padStart(digits), width);
    const columns = width - INDENT.length;
    const example = renderExample(clearest(members), header.command, columns, i === 0 ? most : undefined);
    return {
      title: colors.bold(title.replace(/^ *\d+×/, (count) => colors.red(count))),
      example: example.map((line) => `${INDENT}${line}`),
    };
  });
  const shown = fitting(blocks, room);
  const lines = blocks
    .slice(0, shown.titles)
    .flatMap(({ title, example }, i) => (i < shown.examples ? [title, ...example] : [title]));
  const more = blocks.length - shown.titles;
  return more > 0 ? [...lines, `${more} more ${more === 1 ? "cause" : "causes"}: --verbose`] : lines;
}

/** One line for a cause. Where it is too long, its condition stays, which says which calls fail. */
function titleOf({ cause, condition }: CauseGroup, count: string, width: number): string {
  const whole = `${count}× ${cause}`;
  const left = width - condition.length;
  if (left < width / 2) return cut(whole, width);
  return `${cut(whole.slice(0, whole.length - condition.length), left)}${condition}`;
}

/** The first example before further titles, and further titles before further examples. */
function fitting(
  blocks: readonly { readonly example: readonly string[] }[],
  room: number,
): { readonly titles: number; readonly examples: number } {
  if (blocks.length === 0) return { titles: 0, examples: 0 };
  const first = 1 + blocks[0]!.example.length;
  let left = room - first;
  const isAll = blocks.length - 1 <= left;
  const titles = isAll ? blocks.length : 1 + Math.max(0, left - 1);
  left -= titles - 1 + (isAll ? 0 : 1);
  let examples = 1;
  while (examples < titles && blocks[examples]!.example.length <= left) {
    left -= blocks[examples]!.example.length;
    examples += 1;
  }
  return { titles, examples };
}

/** Every failure in full. */
function renderFailures(
  verdicts: readonly Verdict[],
  { command }: ReportHeader,
  width: number,
  colors: Colors,
): readonly string[] {
  return verdicts.filter(isWrong).flatMap((verdict) => {
    const { status, output } = verdict;
    const label = `${status === "error" ? "ERROR" : "FAIL"}${output === undefined ? "" : ` [${output}]`}`;
    const example = renderExample(verdict, command, width - 2);
    return [
      "",
      ...wrap(`${label} ${describeBlame(verdict)}`, width, "  ").map((line) => colors.red(line)),
      ...example.map((line) => `  ${line}`),
    ];
  });
}

/** `FAIL in 3.2 s, 2 causes (--verbose: every failure, --legend: the words)`. */
function renderVerdict(
  verdicts: readonly Verdict[],
  groups: readonly CauseGroup[],
  { seconds, shard }: ReportHeader,
  { verbose, colors, width }: { readonly verbose: boolean; readonly colors: Colors; readonly width: number },
): readonly string[] {
  const counts = countVerdicts(verdicts);
  const time =
    seconds === undefined ? "" : ` in ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const { outcome, lacks } = endingOf(verdicts, shard);
  const color =
    outcome === "PASS" ? colors.green : outcome === "NOTHING JUDGED" ? colors.magenta : colors.red;
  const rest = {
    FAIL: `, ${count(groups.length, "cause")}${verbose ? "" : " (--verbose: every failure, --legend: the words)"}`,
    INCOMPLETE: `: ${count(counts.notJudged, "vector")} not judged`,
    "NOTHING JUDGED": "",
    PASS: verbose ? "" : " (--legend: the words and columns)",
  };
  return [
    ...lacks.flatMap((lack) => wrap(lack, width, "  ").map(color)),
    `${colors.bold(color(outcome))}${time}${rest[outcome]}`,
  ];
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : "s"}`;
}
