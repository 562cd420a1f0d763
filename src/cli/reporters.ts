/** `--reporter NAME[=FILE]`: which reports go where. */
import { renameSync, writeFileSync } from "node:fs";
import pc from "picocolors";
import type { Verdict } from "../compare/verdict.ts";
import type { FuzzReport } from "../fuzz/report.ts";
import { renderFuzzText } from "../report/fuzz-text.ts";
import type { ReportHeader } from "../report/header.ts";
import { renderJson } from "../report/json.ts";
import { renderText } from "../report/text.ts";
import { UsageError } from "./exit-codes.ts";
import { fileReason } from "./file-reason.ts";
import { suggestion } from "./suggest.ts";

export const REPORTER_NAMES = ["text", "json"] as const;
type ReporterName = (typeof REPORTER_NAMES)[number];

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
  return { name, file: rest.length === 0 ? undefined : rest.join("=") };
}

/** Text on standard output if none is named. @throws UsageError for an unknown one */
export function parseReporters(given: readonly string[]): readonly Reporter[] {
  return (given.length === 0 ? ["text"] : given).map(parseReporter);
}

/** A judgement by golden vectors. */
export function writeConformance(
  reporter: Reporter,
  verdicts: readonly Verdict[],
  header: ReportHeader,
): void {
  write(reporter, {
    text: (colors) => renderText(verdicts, header, { colors: pc.createColors(colors) }),
    json: () => renderJson(verdicts, header),
  });
}

/** A campaign of random calls. */
export function writeFuzz(reporter: Reporter, report: FuzzReport): void {
  write(reporter, {
    text: () => renderFuzzText(report),
    json: () => `${JSON.stringify(report)}\n`,
  });
}

/** Writes a report; a file appears whole or not at all. */
function write({ name, file }: Reporter, renderers: Renderers): void {
  const render = renderers[name];
  if (file === undefined) {
    process.stdout.write(render(pc.isColorSupported && process.stdout.isTTY === true));
    return;
  }
  const partial = `${file}.partial`;
  try {
    writeFileSync(partial, render(false));
    renameSync(partial, file);
  } catch (cause) {
    throw new UsageError(`--reporter ${name}: cannot write ${file}: ${fileReason(cause)}`, { cause });
  }
}
