/** The report.json that a judgement writes beside a client's adapter, `smoothproof-client/1`. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Status, Verdict } from "../../src/compare/verdict.ts";
import { type Change, changeOf } from "../../src/conformance/changes.ts";
import type { ConformanceReport } from "../../src/report/json.ts";
import { CLIENTS } from "./declaration.ts";
import type { Answers, Question } from "./questions.ts";
import type { CallTime, NotTimed } from "./time-call.ts";

/** Verdicts that do not pass, without details that only a terminal shows. */
export type Failure = Pick<
  Verdict,
  "id" | "variant" | "dtype" | "status" | "output" | "message" | "flags"
> & {
  readonly tier?: string;
  /** Whether the worst number is the derivative of the loss, where the reference documents that its own gradient is none. */
  readonly isDerivative?: true;
  readonly looksLike?: string;
  readonly expected?: string;
  readonly got?: string;
  readonly truth?: string;
};

/** The largest error that was measured, where both sides are finite. */
export interface Worst {
  readonly units: number;
  readonly id: string;
  readonly expected: string;
  readonly got: string;
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
}

export interface ClaimReport extends Counts {
  /** The call in the client's language. */
  readonly call: string;
  /** The answer of `identify`. */
  readonly identified: string;
  /** By dtype and by tier. */
  readonly dtypes: Readonly<Record<string, Counts>>;
  readonly tiers: Readonly<Record<string, Counts>>;
  readonly worst: { readonly loss?: Worst; readonly gradient?: Worst };
  readonly answers: Answers;
  /** What the core vectors of a question's failures have in common and hardly one that passes has. */
  readonly where: Partial<Record<Question, string>>;
  readonly time?: CallTime | NotTimed;
}

export interface ClientReport {
  readonly format: "smoothproof-client/1";
  readonly date: string;
  readonly platform: string;
  readonly smoothproof: string;
  readonly fixtures: ConformanceReport["footer"]["fixtures"];
  readonly command: string;
  readonly implementation: ConformanceReport["implementation"];
  readonly summary: ConformanceReport["summary"];
  readonly claims: Readonly<Record<string, ClaimReport>>;
  /** Failures by cause, most frequent first. */
  readonly causes: readonly { readonly cause: string; readonly count: number; readonly example: string }[];
  /** Why vectors were skipped. */
  readonly skips: readonly { readonly reason: string; readonly count: number }[];
  readonly failures: readonly Failure[];
}

function reportFile(name: string): string {
  return join(CLIENTS, name, "report.json");
}

export function readReport(name: string): ClientReport | undefined {
  const file = reportFile(name);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** One failure per line, so that the difference of two reports can be read. */
export function writeReport(name: string, { failures, ...rest }: ClientReport): void {
  const head = JSON.stringify(rest, undefined, 2).replace(/\n}$/, "");
  const lines = failures.map((failure) => `    ${withoutFolders(JSON.stringify(failure))}`);
  const list = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n  ]`;
  writeFileSync(reportFile(name), `${head},\n  "failures": ${list}\n}\n`);
}

/**
 * With the times of an earlier report of the same version where those are shorter, on whatever machine: all else that a
 * machine does while it measures only adds to a time, and no client should be called slow for it.
 */
export function withShortestTimes(now: ClientReport, before: ClientReport | undefined): ClientReport {
  if (before === undefined) return now;
  if (before.implementation.version !== now.implementation.version) return now;
  const earlierClaims = before.claims;
  const claims = Object.entries(now.claims).map(([variant, claim]): [string, ClaimReport] => {
    const earlier = earlierClaims[variant]?.time;
    const { time } = claim;
    const isShorter =
      earlier !== undefined && "call" in earlier && (!time || !("call" in time) || earlier.call < time.call);
    return [variant, isShorter ? { ...claim, time: earlier } : claim];
  });
  return { ...now, claims: Object.fromEntries(claims) };
}

/** Ids that fail now and did not, and that failed and do not now; the fixtures may have changed in between. */
export function compare(
  before: ClientReport | undefined,
  now: ClientReport,
): { readonly regressed: readonly string[]; readonly improved: readonly string[] } {
  if (before === undefined) return { regressed: [], improved: [] };
  const [old, fresh] = [before, now].map(
    ({ failures }) => new Map(failures.map(({ id, status }) => [id, status])),
  ) as [Map<string, Status>, Map<string, Status>];
  const ids = [...new Set([...old.keys(), ...fresh.keys()])];
  const changed = (wanted: Change): readonly string[] =>
    ids.filter((id) => changeOf(old.get(id) ?? "pass", fresh.get(id) ?? "pass") === wanted);
  return { regressed: changed("regressed"), improved: changed("improved") };
}

/** A failure's text with files of the machine's temporary and home folders by their names alone. */
function withoutFolders(text: string): string {
  return text.replace(/(?<![\w:/.])\/(?:tmp|root|home|Users|var)\/(?:[\w.@+-]+\/)*/g, "");
}
