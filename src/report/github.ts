/** The report for GitHub Actions: one annotation per cause, and the page that a step shows as its summary. */
import { markdownTable } from "markdown-table";
import type { Verdict } from "../compare/verdict.ts";
import { groupByCause } from "../conformance/causes.ts";
import { closingLine, countVerdicts, endingOf } from "../conformance/outcome.ts";
import { TIERS } from "../fixtures/tier.ts";
import { clearest } from "./example.ts";
import type { ReportHeader } from "./header.ts";
import { summarise } from "./summary.ts";

/** GitHub shows ten annotations of a kind per step. */
const MOST_ANNOTATIONS = 10;

/** Workflow commands, one per line; empty where nothing is wrong. */
export function renderAnnotations(verdicts: readonly Verdict[], header: ReportHeader): string {
  const groups = groupByCause(verdicts);
  const { notJudged } = countVerdicts(verdicts);
  const lines = groups.slice(0, MOST_ANNOTATIONS).map(({ cause, members }) => {
    const example = clearest(members);
    const again = `${header.command} --only ${example.id}`;
    return command(`${members.length}x ${cause}`, `${example.id}: ${example.message}\nagain: ${again}`);
  });
  return [
    ...lines,
    ...endingOf(verdicts, header.shard).lacks.map((lack) => command("nothing was judged", lack)),
    ...(notJudged === 0 ? [] : [command(`${notJudged} vectors not judged`, reasonOf(verdicts))]),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function reasonOf(verdicts: readonly Verdict[]): string {
  return verdicts.find(({ status }) => status === "notJudged")?.message ?? "";
}

function command(title: string, message: string): string {
  const property = escaped(title).replaceAll(":", "%3A").replaceAll(",", "%2C");
  return `::error title=${property}::${escaped(message)}`;
}

function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** Markdown: what was judged, one row per tier and one per cause. */
export function renderStepSummary(verdicts: readonly Verdict[], header: ReportHeader): string {
  const { tiers } = summarise(verdicts);
  const groups = groupByCause(verdicts);
  const { outcome, lacks } = endingOf(verdicts, header.shard);
  const sign = outcome === "FAIL" ? "❌" : outcome === "PASS" ? "✅" : "⚠️";
  const rows = TIERS.map((tier) => {
    const counts = tiers[tier];
    return [
      tier,
      counts.passed,
      counts.failed + counts.errored,
      counts.skipped,
      counts.known,
      counts.notJudged,
    ];
  }).filter(([, ...counts]) => counts.some((count) => count !== 0));
  const table = markdownTable(
    [
      ["tier", "passed", "failed", "skipped", "known to fail", "not judged"],
      ...rows.map((row) => row.map(String)),
    ],
    { align: ["l", "r", "r", "r", "r", "r"] },
  );
  const causes = markdownTable(
    [
      ["count", "cause", "example"],
      ...groups.map(({ cause, members }) => [
        String(members.length),
        cell(cause),
        cell(clearest(members).id),
      ]),
    ],
    { align: ["r", "l", "l"] },
  );
  const { name, version, judgedAs } = header.implementation;
  const who = [name, version, judgedAs && `as ${judgedAs}`].filter(Boolean).join(" ");
  return [
    `## ${sign} smoothproof: ${cell(who)}`,
    ...lacks.map((lack) => `${outcome}: ${cell(lack)}`),
    table,
    ...(groups.length === 0 ? [] : [causes]),
    closingLine(countVerdicts(verdicts)),
    "",
  ].join("\n\n");
}

/** A cell of a table: no bar ends it, and nothing in it is HTML. */
function cell(text: string): string {
  return text.replaceAll("\n", " ").replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("`", "\\`");
}
