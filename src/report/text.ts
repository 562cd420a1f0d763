/**
 * The report for people. It knows verdicts and a header, and looks nothing up.
 */

import type { Verdict } from "../compare/verdict.ts";
import { ofFirstBackend, renderBackends } from "./backends.ts";
import type { Colors } from "./colors.ts";
import { renderFailure } from "./failure.ts";
import type { ReportHeader } from "./header.ts";
import { summarise } from "./summary.ts";
import { renderTable } from "./table.ts";

export interface TextOptions {
  /** picocolors' `createColors(enabled)`. */
  readonly colors: Colors;
  /** Failures shown in full; the rest is counted. Default 20. */
  readonly maxFailures?: number;
}

/** The whole report; its last line is `N passed, N failed, N skipped`. */
export function renderText(verdicts: readonly Verdict[], header: ReportHeader, options: TextOptions): string {
  const { colors } = options;
  const parts = [
    `${renderHeader(header)}\n${renderTable(ofFirstBackend(verdicts), colors)}`,
    ...renderBackends(verdicts, colors),
    ...renderSkips(verdicts, colors),
    ...renderFailures(verdicts, header, options),
    renderClosingLine(verdicts),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** `smoothproof 0.1.0 · fixtures 1 (sha 4f2a…) · torch 2.15.0, … · truth: mpmath, 50 digits`. */
function renderHeader({ version, fixtures, references, truth, implementation }: ReportHeader): string {
  const names = Object.entries(references).map(([name, release]) => `${name} ${release}`);
  const { name, version: release, language } = implementation;
  const judged = [name, release, language && `(${language})`].filter(Boolean).join(" ");
  const set = `fixtures ${fixtures.version} (sha ${fixtures.sha256.slice(0, 8)}…)`;
  return [`smoothproof ${version}`, set, names.join(", "), `truth: ${truth}`, `judging ${judged}`].join(
    " · ",
  );
}

/** Why vectors were skipped or are known to fail, and how many for each reason. */
function renderSkips(verdicts: readonly Verdict[], colors: Colors): string[] {
  return [
    ...renderReasons(verdicts, "skip", colors.yellow("skipped")),
    ...renderReasons(verdicts, "known", colors.yellow("known to fail")),
  ];
}

function renderReasons(verdicts: readonly Verdict[], wanted: Verdict["status"], label: string): string[] {
  const reasons = new Map<string, number>();
  for (const { status, message, backend } of verdicts) {
    const reason = backend === undefined ? message : `${backend}: ${message}`;
    if (status === wanted) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  if (reasons.size === 0) return [];
  const lines = [...reasons].map(([reason, count]) => `${label} ${count}: ${reason}`);
  return [lines.join("\n")];
}

function renderFailures(verdicts: readonly Verdict[], header: ReportHeader, options: TextOptions): string[] {
  const { colors, maxFailures = 20 } = options;
  const wrong = verdicts.filter(({ status }) => status === "fail" || status === "error");
  const shown = wrong.slice(0, maxFailures).map((verdict) => renderFailure(verdict, header.command, colors));
  const more = wrong.length - shown.length;
  return more > 0 ? [...shown, `and ${more} more; --reporter json has them all`] : shown;
}

/** Without colour, alone on its line: programs read it. An answer that could not be judged counts as failed. */
function renderClosingLine(verdicts: readonly Verdict[]): string {
  const { passed, failed, skipped, errored } = summarise(verdicts);
  return `${passed} passed, ${failed + errored} failed, ${skipped} skipped`;
}
