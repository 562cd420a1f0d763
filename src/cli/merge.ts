/** `smoothproof merge`: the JSON reports of several shards as one report. */
import { z } from "zod";
import { withConditions } from "../conformance/causes.ts";
import { withRequired } from "../conformance/coverage.ts";
import { mergeVerdicts } from "../conformance/merge.ts";
import { endingOf, endingOfCampaign } from "../conformance/outcome.ts";
import { ReportError, readReport } from "../conformance/stored-report.ts";
import { oneLineEach } from "../files/strangers-text.ts";
import { FUZZ_FORMAT, type FuzzReport, fuzzReportSchema, mergeFuzzReports } from "../fuzz/report.ts";
import { describeIssue } from "../protocol/messages.ts";
import { headerOf } from "../report/header.ts";
import { complain } from "./complain.ts";
import { type ExitCode, UsageError } from "./exit-codes.ts";
import { readJson } from "./json-file.ts";
import { checkOutputs, parseReporters, type Reporter, writeConformance, writeFuzz } from "./reporters.ts";

interface Part {
  readonly file: string;
  readonly json: unknown;
}

const fuzzed = z.looseObject({ format: z.literal(FUZZ_FORMAT) });

export function runMerge(
  files: readonly string[],
  {
    reporter,
    verbose = false,
    force,
  }: { readonly reporter: readonly string[]; readonly verbose?: boolean; readonly force?: boolean },
): ExitCode {
  const reporters = parseReporters(reporter);
  checkOutputs(
    reporters,
    files.map((file) => ({ name: "files", file })),
    { force },
  );
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
    if (error instanceof ReportError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

function mergeConformance(
  parts: readonly Part[],
  reporters: readonly Reporter[],
  verbose: boolean,
): ExitCode {
  const reports = parts.map(({ file, json }) => ({ file, report: readReport(json, file) }));
  const merged = mergeVerdicts(reports);
  const [{ report }] = reports as [(typeof reports)[number]];
  const { shard: _, seconds: __, ...header } = headerOf(report);
  // A single shard has too few vectors to find what failures have in common, or what is skipped as a whole.
  const verdicts = withConditions(withRequired(merged, header.required ?? []));
  const owes = reports.flatMap((each) => each.report.footer.owes).sort();
  writeConformance(reporters, verdicts, { ...header, owes }, { verbose });
  const { exitCode, lacks } = endingOf(verdicts);
  for (const lack of lacks) complain(`nothing was judged: ${lack}`);
  return exitCode;
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
  const { exitCode, lacks } = endingOfCampaign(merged.differences.length, merged.compared);
  for (const lack of lacks) complain(lack);
  return exitCode;
}
