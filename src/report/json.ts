/**
 * The report for programs, `smoothproof-conformance/2`: one verdict per line.
 */

import type { Verdict } from "../compare/verdict.ts";
import { groupByCause } from "../conformance/causes.ts";
import { type Coverage, coverageOf } from "../conformance/coverage.ts";
import { type Ending, endingOf } from "../conformance/outcome.ts";
import type { Shard } from "../conformance/shard.ts";
import type { Tier } from "../fixtures/tier.ts";
import type { ReportHeader } from "./header.ts";
import { type Summary, summarise } from "./summary.ts";

/** The content of the file. */
export interface ConformanceReport {
  readonly format: "smoothproof-conformance/2";
  readonly summary: Summary;
  readonly implementation: ReportHeader["implementation"];
  /** How the run ended: the word, its exit code, and what was not judged though a pass needs it. */
  readonly ending: Ending;
  /** By kind of call: how many vectors of it were answered, and how many skipped. */
  readonly coverage: Coverage;
  /** Failures by cause, most frequent first; `tiers` says how many of them are of each tier. */
  readonly groups: readonly {
    readonly cause: string;
    readonly count: number;
    readonly tiers: { readonly [tier in Tier]?: number };
    readonly ids: readonly string[];
  }[];
  readonly verdicts: readonly Verdict[];
  /** The footer comes last: a report without it was cut off. */
  readonly footer: {
    /** How many verdicts there should be. */
    readonly verdicts: number;
    readonly smoothproof: string;
    readonly fixtures: ReportHeader["fixtures"];
    readonly references: ReportHeader["references"];
    readonly truth: string;
    readonly command: string;
    /** Which vectors were asked for; empty lists ask for all. */
    readonly selection: ReportHeader["selection"];
    /** The part of them that this run judged; all if absent. */
    readonly shard?: Shard;
    readonly required?: ReportHeader["required"];
    readonly selected: ReportHeader["selected"];
    readonly owes: ReportHeader["owes"];
    /** How long the run took. */
    readonly seconds?: number;
  };
}

/** The report's text, newline at the end. Everything in it is plain JSON: no number is NaN or infinite. */
export function renderJson(verdicts: readonly Verdict[], header: ReportHeader): string {
  const { version, implementation, ...rest } = header;
  const footer: ConformanceReport["footer"] = {
    verdicts: verdicts.length,
    smoothproof: version,
    ...rest,
  };
  const groups: ConformanceReport["groups"] = groupByCause(verdicts).map(({ cause, members, tiers }) => ({
    cause,
    count: members.length,
    tiers,
    ids: members.map(({ id }) => id),
  }));
  const lines = verdicts.map((verdict) => JSON.stringify(verdict));
  return [
    `{"format":"smoothproof-conformance/2"`,
    `"summary":${JSON.stringify(summarise(verdicts))}`,
    `"implementation":${JSON.stringify(implementation)}`,
    `"ending":${JSON.stringify(endingOf(verdicts, header.shard))}`,
    `"coverage":${JSON.stringify(coverageOf(verdicts))}`,
    `"groups":${JSON.stringify(groups)}`,
    `"verdicts":[\n${lines.join(",\n")}\n]`,
    `"footer":${JSON.stringify(footer)}}\n`,
  ].join(",\n");
}
