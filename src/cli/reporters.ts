/** `--reporter NAME[=FILE]`: which reports go where. */
import pc from "picocolors";
import type { Verdict } from "../compare/verdict.ts";
import { OutputError, print } from "../files/standard-output.ts";
import { checkWritable, replaceFile } from "../files/writing.ts";
import type { FuzzReport } from "../fuzz/report.ts";
import { renderFuzzText } from "../report/fuzz-text.ts";
import type { ReportHeader } from "../report/header.ts";
import { renderJson } from "../report/json.ts";
import { REPORTER_NAMES, type ReporterName } from "../report/reporter-names.ts";
import { renderText } from "../report/text.ts";
import { UsageError } from "./exit-codes.ts";
import { suggestion } from "./suggest.ts";

export interface Reporter {
  readonly name: ReporterName;
  /** Standard output if undefined. */
  readonly file: string | undefined;
}

/** How each reporter shows one kind of report. */
type Renderers = { readonly [name in ReporterName]: (colors: boolean) => string };

function parseReporter(given: string): Reporter {
  const [start = "", ...rest] = given.split("=");
  const name = REPORTER_NAMES.find((known) => known === start);
  if (name === undefined) {
    const hint = suggestion(start, REPORTER_NAMES);
    throw new UsageError(`--reporter: expected ${REPORTER_NAMES.join(" or ")}, got "${start}".${hint}`);
  }
  if (rest.length === 0) return { name, file: undefined };
  const file = rest.join("=");
  try {
    checkWritable(file);
  } catch (cause) {
    throw unwritable({ name, file }, cause);
  }
  return { name, file };
}

/**
 * Text on standard output if none is named.
 *
 * @throws UsageError for an unknown one, OutputError for a file that cannot be written: before a long run, not after it
 */
export function parseReporters(given: readonly string[]): readonly Reporter[] {
  return (given.length === 0 ? ["text"] : given).map(parseReporter);
}

/** A judgement by golden vectors. */
export function writeConformance(
  reporters: readonly Reporter[],
  verdicts: readonly Verdict[],
  header: ReportHeader,
): void {
  writeAll(reporters, {
    text: (colors) => renderText(verdicts, header, { colors: pc.createColors(colors) }),
    json: () => renderJson(verdicts, header),
  });
}

/** A campaign of random calls. */
export function writeFuzz(reporters: readonly Reporter[], report: FuzzReport): void {
  writeAll(reporters, {
    text: () => renderFuzzText(report),
    json: () => `${JSON.stringify(report)}\n`,
  });
}

/** One that cannot be written does not keep the others from it. */
function writeAll(reporters: readonly Reporter[], renderers: Renderers): void {
  const failures: OutputError[] = [];
  for (const reporter of reporters) {
    const { name, file } = reporter;
    const render = renderers[name];
    try {
      if (file === undefined) print(render(pc.isColorSupported && process.stdout.isTTY === true));
      else replaceFile(file, render(false));
    } catch (cause) {
      failures.push(cause instanceof OutputError ? cause : unwritable(reporter, cause));
    }
  }
  if (failures[0] !== undefined) throw failures[0];
}

function unwritable({ name, file }: Reporter, cause: unknown): OutputError {
  return new OutputError(`--reporter ${name}: ${file}`, cause);
}
