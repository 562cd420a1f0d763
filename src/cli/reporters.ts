/** `--reporter NAME[=FILE]`: which reports go where. */
import { readFileSync } from "node:fs";
import pc from "picocolors";
import type { Verdict } from "../compare/verdict.ts";
import { closingLine, countVerdicts, endingOf, endingOfCampaign } from "../conformance/outcome.ts";
import { type NamedFile, problemOf } from "../files/outputs.ts";
import { OutputError, printResult } from "../files/standard-output.ts";
import { appendToFile, checkWritable, replaceFile } from "../files/writing.ts";
import type { FuzzReport } from "../fuzz/report.ts";
import { renderBadge } from "../report/badge.ts";
import { renderCtrf } from "../report/ctrf.ts";
import { fuzzCounts, renderFuzzText } from "../report/fuzz-text.ts";
import { renderAnnotations, renderStepSummary } from "../report/github.ts";
import type { ReportHeader } from "../report/header.ts";
import { type PageParts, renderHtml } from "../report/html.ts";
import { renderJson } from "../report/json.ts";
import { renderJunit } from "../report/junit.ts";
import { FUZZ_REPORTER_NAMES, REPORTER_NAMES, type ReporterName } from "../report/reporter-names.ts";
import { renderText } from "../report/text.ts";
import { UsageError } from "./exit-codes.ts";
import { checkFlag } from "./suggest.ts";

export interface Reporter {
  readonly name: ReporterName;
  /** The file; standard output if undefined. */
  readonly file: string | undefined;
}

/** How each reporter renders one kind of report. */
type Renderers = { readonly [name in ReporterName]?: (toTerminal: boolean) => string };

function parseReporter(given: string, known: readonly ReporterName[]): Reporter {
  const [start = "", ...rest] = given.split("=");
  checkFlag("--reporter", [start], known, known.join(" or "));
  const name = start as ReporterName;
  if (rest.length === 0) return { name, file: undefined };
  const file = rest.join("=");
  if (/[/\\]$/.test(file))
    throw new UsageError(`--reporter ${name}: expected a file, got the folder "${file}"`);
  checkReportFile(`--reporter ${name}`, file);
  return { name, file };
}

/**
 * Reads which reports are wanted; text on standard output if none is named.
 *
 * @throws UsageError for an unknown one, OutputError for a file that cannot be written: before a long run, not after it
 */
export function parseReporters(
  given: readonly string[],
  known: readonly ReporterName[] = REPORTER_NAMES,
): readonly Reporter[] {
  return (given.length === 0 ? ["text"] : given).map((each) => parseReporter(each, known));
}

export function parseFuzzReporters(given: readonly string[]): readonly Reporter[] {
  return parseReporters(given, FUZZ_REPORTER_NAMES);
}

/**
 * Checks what a command will write, before it computes anything.
 *
 * @param inputs what the command reads
 * @param others what it writes besides reports
 * @throws UsageError where an output is an input, another output, or an existing file that is not smoothproof's
 */
export function checkOutputs(
  reporters: readonly Reporter[],
  inputs: readonly NamedFile[],
  {
    force = false,
    others = [],
  }: { readonly force?: boolean | undefined; readonly others?: readonly NamedFile[] } = {},
): void {
  const reports = reporters.flatMap(({ name, file }) =>
    file === undefined ? [] : [{ name: `--reporter ${name}`, file }],
  );
  const summary = process.env.GITHUB_STEP_SUMMARY;
  const appended = summary ? [{ name: "GITHUB_STEP_SUMMARY", file: summary }] : [];
  const problem = problemOf([...reports, ...others], [...inputs, ...appended], force);
  if (problem !== undefined) throw new UsageError(problem);
}

/** What is said where no report goes to standard output. */
interface Brief {
  /** The outcome and what is counted; the last line is the counts. */
  readonly outcome: string;
  readonly counts: string;
}

/** A judgement by golden vectors. */
export function writeConformance(
  reporters: readonly Reporter[],
  verdicts: readonly Verdict[],
  header: ReportHeader,
  { verbose = false }: { readonly verbose?: boolean } = {},
): void {
  const { outcome } = endingOf(verdicts, header.shard);
  const brief = { outcome, counts: closingLine(countVerdicts(verdicts)) };
  writeReports(reporters, brief, {
    text: (toTerminal) => {
      const { columns, rows } = process.stdout;
      const screen = toTerminal && columns !== undefined ? { width: columns, height: rows } : {};
      const colors = pc.createColors(toTerminal && pc.isColorSupported);
      return renderText(verdicts, header, { colors, verbose, ...screen });
    },
    json: () => renderJson(verdicts, header),
    junit: () => renderJunit(verdicts, header),
    ctrf: () => renderCtrf(verdicts, header, Date.now()),
    badge: () => renderBadge(verdicts, header),
    html: () => renderHtml(verdicts, header, pageParts()),
    github: () => {
      const summary = process.env.GITHUB_STEP_SUMMARY;
      if (summary) appendToFile(summary, renderStepSummary(verdicts, header));
      return renderAnnotations(verdicts, header);
    },
  });
}

/** A file that the build has put beside the compiled code. */
export function pageParts(): PageParts {
  const read = (name: string): string =>
    readFileSync(new URL(`../report/html/${name}`, import.meta.url), "utf8");
  return {
    script: read("page.js"),
    style: read("style.css"),
    killMatrix: JSON.parse(read("kill-matrix.json")),
  };
}

/** A campaign of random calls. */
export function writeFuzz(reporters: readonly Reporter[], report: FuzzReport): void {
  const { compared, differences } = report;
  const { outcome } = endingOfCampaign(differences.length, compared);
  writeReports(
    reporters,
    { outcome, counts: fuzzCounts(report) },
    {
      text: () => renderFuzzText(report),
      json: () => `${JSON.stringify(report)}\n`,
    },
  );
}

/**
 * Writes all reports; one that cannot be written does not stop the others. Where a report for people goes to a file and none
 * to standard output, the outcome and the file are said there.
 */
export function writeReports(
  reporters: readonly Reporter[],
  { outcome, counts }: Brief,
  renderers: Renderers,
): void {
  const failures: OutputError[] = [];
  const attempt = (what: string, write: () => void): void => {
    try {
      write();
    } catch (cause) {
      failures.push(cause instanceof OutputError ? cause : new OutputError(what, cause));
    }
  };
  for (const { name, file } of reporters) {
    const render = renderers[name]!;
    attempt(`--reporter ${name}: ${file ?? ""}`, () => {
      if (file === undefined) printResult(render(process.stdout.isTTY === true), counts);
      else writeReportFile(`--reporter ${name}`, file, render(false));
    });
  }
  const pages = reporters.filter(({ name }) => name === "html");
  if (pages.length > 0 && reporters.every(({ file }) => file !== undefined)) {
    const paths = pages.map(({ file }) => `the page is ${file}\n`).join("");
    attempt("standard output:", () => printResult(`${outcome}\n${paths}${counts}\n`, counts));
  }
  if (failures[0] !== undefined) throw failures[0];
}

/** @throws OutputError where it cannot be written; writes nothing */
export function checkReportFile(flag: string, file: string): void {
  try {
    checkWritable(file);
  } catch (cause) {
    throw unwritable(flag, file, cause);
  }
}

/** @throws OutputError where it cannot be written */
export function writeReportFile(flag: string, file: string, text: string): void {
  try {
    replaceFile(file, text);
  } catch (cause) {
    throw unwritable(flag, file, cause);
  }
}

function unwritable(flag: string, file: string, cause: unknown): OutputError {
  return new OutputError(`${flag}: ${file}`, cause);
}
