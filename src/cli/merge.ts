/** `smoothproof merge`: the JSON reports of several shards as one report. */
import { z } from "zod";
import { withConditions } from "../conformance/causes.ts";
import { MergeError, mergeVerdicts, readReport } from "../conformance/merge.ts";
import { oneLineEach } from "../files/strangers-text.ts";
import { FUZZ_FORMAT, type FuzzReport, fuzzReportSchema, mergeFuzzReports } from "../fuzz/report.ts";
import { describeIssue } from "../protocol/messages.ts";
import { headerOf } from "../report/header.ts";
import { EXIT, type ExitCode, exitCodeOf, UsageError } from "./exit-codes.ts";
import { readJson } from "./json-file.ts";
import { parseReporters, type Reporter, writeConformance, writeFuzz } from "./reporters.ts";

interface Part {
  readonly file: string;
  readonly json: unknown;
}

const fuzzed = z.looseObject({ format: z.literal(FUZZ_FORMAT) });

export function runMerge(
  files: readonly string[],
  { reporter, verbose = false }: { readonly reporter: readonly string[]; readonly verbose?: boolean },
): ExitCode {
  const reporters = parseReporters(reporter);
  const parts = files.map((file) => ({ file, json: readJson(file, file) }));
  const isFuzzed = (part: Part | undefined): boolean => fuzzed.safeParse(part?.json).success;
  const other = parts.find((part) => isFuzzed(part) !== isFuzzed(parts[0]));
  if (other !== undefined) {
    throw new UsageError(
      `${other.file}: expected a report of the command that ${files[0]} is of, got another`,
    );
  }
  try {
    return isFuzzed(parts[0]) ? mergeFuzz(parts, reporters) : mergeConformance(parts, reporters, verbose);
  } catch (error) {
    if (error instanceof MergeError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

function mergeConformance(
  parts: readonly Part[],
  reporters: readonly Reporter[],
  verbose: boolean,
): ExitCode {
  const reports = parts.map(({ file, json }) => ({ file, report: readReport(json, file) }));
  // A single shard has too few vectors to find what failures have in common.
  const verdicts = withConditions(mergeVerdicts(reports));
  const [{ report }] = reports as [(typeof reports)[number]];
  const { shard: _, seconds: __, ...header } = headerOf(report);
  writeConformance(reporters, verdicts, header, { verbose });
  return exitCodeOf(verdicts);
}

/** Requests are kept unchanged: they are JSON that can be sent again. */
function withoutControls(report: FuzzReport): FuzzReport {
  const { differences } = report;
  return {
    ...oneLineEach({ ...report, differences: [] }),
    differences: differences.map(({ request, ...words }) => ({ ...oneLineEach(words), request })),
  };
}

function mergeFuzz(parts: readonly Part[], reporters: readonly Reporter[]): ExitCode {
  const reports = parts.map(({ file, json }) => {
    const parsed = fuzzReportSchema.safeParse(json);
    if (parsed.success) return { file, report: withoutControls(parsed.data) };
    const { argument, problem } = describeIssue(parsed.error, json, "the report");
    throw new UsageError(`${file}: ${argument}: ${problem}`, { cause: parsed.error });
  });
  const merged = mergeFuzzReports(reports);
  if ("problem" in merged) throw new UsageError(merged.problem);
  writeFuzz(reporters, merged);
  return merged.differences.length > 0 ? EXIT.difference : EXIT.ok;
}
