/** `smoothproof compare`: reports of several runs side by side; it fails if anything regressed. */
import pc from "picocolors";
import type { Verdict } from "../compare/verdict.ts";
import { endingOfComparison } from "../conformance/outcome.ts";
import { ReportError, readReport } from "../conformance/stored-report.ts";
import { comparisonJson, comparisonsOf, type Run, renderComparison } from "../report/comparison.ts";
import { renderComparisonHtml } from "../report/comparison-html.ts";
import { headerOf } from "../report/header.ts";
import { COMPARE_REPORTER_NAMES } from "../report/reporter-names.ts";
import { type ExitCode, UsageError } from "./exit-codes.ts";
import { readJson } from "./json-file.ts";
import { jsonText } from "./json-text.ts";
import { checkOutputs, pageParts, parseReporters, writeReports } from "./reporters.ts";

export interface CompareOptions {
  readonly reporter: readonly string[];
  readonly json?: boolean;
  readonly force?: boolean;
}

export function runCompare(files: readonly string[], { reporter, json, force }: CompareOptions): ExitCode {
  const [first, ...others] = files;
  if (first === undefined || others.length === 0)
    throw new UsageError(`files: expected two or more reports, got ${files.length}`);
  const given = [...reporter, ...(json ? ["json"] : [])];
  const reporters = parseReporters(given, COMPARE_REPORTER_NAMES);
  checkOutputs(
    reporters,
    files.map((file) => ({ name: "files", file })),
    { force },
  );
  const runs: readonly [Run, ...Run[]] = [readRun(first), ...others.map(readRun)];
  const comparisons = comparisonsOf(runs);
  for (const { run, changes } of comparisons) {
    if (changes.onlyAfter.length === run.verdicts.length)
      throw new UsageError(
        `${run.file}: expected a report of vectors that ${first} has too, got none of them`,
      );
  }
  const regressed = comparisons.reduce((sum, { changes }) => sum + changes.regressed.length, 0);
  const common = Math.min(
    ...comparisons.map(({ run, changes }) => run.verdicts.length - changes.onlyAfter.length),
  );
  const { outcome, exitCode } = endingOfComparison(regressed, common);
  writeReports(
    reporters,
    { outcome, counts: `${regressed} regressed` },
    {
      text: (toTerminal) => {
        const width = toTerminal ? process.stdout.columns : undefined;
        const colors = pc.createColors(toTerminal && pc.isColorSupported);
        return renderComparison(runs, { colors, ...(width === undefined ? {} : { width }) });
      },
      json: () => jsonText("smoothproof-comparison/1", comparisonJson(runs)),
      html: () => renderComparisonHtml(runs, pageParts().style),
    },
  );
  return exitCode;
}

function readRun(file: string): Run {
  try {
    const report = readReport(readJson(file, file), file);
    return { file, verdicts: report.verdicts as unknown as Verdict[], header: headerOf(report) };
  } catch (error) {
    if (error instanceof ReportError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
