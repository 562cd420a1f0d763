/** `smoothproof merge`: the JSON reports of several shards as one report. */
import { readFileSync } from "node:fs";
import { MergeError, mergeVerdicts, readReport } from "../conformance/merge.ts";
import type { ReportHeader } from "../report/header.ts";
import { EXIT, type ExitCode, UsageError } from "./exit-codes.ts";
import { parseReporter, writeReport } from "./reporters.ts";

export function runMerge(
  files: readonly string[],
  { reporter }: { readonly reporter: readonly string[] },
): ExitCode {
  const reporters = (reporter.length === 0 ? ["text"] : reporter).map(parseReporter);
  try {
    const reports = files.map((file) => ({ file, report: readReport(read(file), file) }));
    const verdicts = mergeVerdicts(reports);
    const [{ report }] = reports as [(typeof reports)[number]];
    const { smoothproof, ...footer } = report.footer as unknown as ReportHeader & {
      readonly smoothproof: string;
    };
    const { fixtures, references, truth, command } = footer;
    const implementation = report.implementation as ReportHeader["implementation"];
    const header: ReportHeader = {
      version: smoothproof,
      fixtures,
      references,
      truth,
      implementation,
      command,
    };
    for (const each of reporters) writeReport(each, verdicts, header);
    return verdicts.some(({ status }) => status === "fail" || status === "error") ? EXIT.difference : EXIT.ok;
  } catch (error) {
    if (error instanceof MergeError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new UsageError(
      `${file}: cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
