/** The report in the Common Test Report Format (https://ctrf.io), which dashboards and CI summaries read. */
import { describeBlame, describeLikeness } from "../compare/symptom.ts";
import type { Status, Verdict } from "../compare/verdict.ts";
import { countVerdicts } from "../conformance/outcome.ts";
import type { ReportHeader } from "./header.ts";

const STATUS = {
  pass: "passed",
  fail: "failed",
  error: "failed",
  skip: "skipped",
  known: "skipped",
  notJudged: "other",
} as const satisfies { readonly [status in Status]: string };

/** Newline at the end. `started` and `now` are milliseconds since 1970. */
export function renderCtrf(verdicts: readonly Verdict[], header: ReportHeader, now: number): string {
  const { passed, failed, errored, skipped, known, notJudged } = countVerdicts(verdicts);
  const start = Math.round(now - (header.seconds ?? 0) * 1000);
  return `${JSON.stringify({
    reportFormat: "CTRF",
    specVersion: "0.0.0",
    results: {
      tool: { name: "smoothproof", version: header.version },
      summary: {
        tests: verdicts.length,
        passed,
        failed: failed + errored,
        skipped: skipped + known,
        pending: 0,
        other: notJudged,
        start,
        stop: now,
      },
      tests: verdicts.map(testOf),
      environment: { appName: header.implementation.name, appVersion: header.implementation.version ?? "" },
    },
  })}\n`;
}

function testOf(verdict: Verdict): object {
  const { id, status, variant, backend, tier, dtype, message, cause, looksLike, listed } = verdict;
  const said = listed !== undefined && status === "known" ? `known to fail: ${listed.reason}` : message;
  return {
    name: backend === undefined ? id : `${backend}: ${id}`,
    status: STATUS[status],
    rawStatus: status,
    duration: 0,
    suite: [...(backend === undefined ? [] : [backend]), variant],
    tags: [tier, dtype],
    ...(said === "" ? {} : { message: cause === undefined ? said : `${describeBlame(verdict)}: ${said}` }),
    ...(looksLike === undefined ? {} : { extra: { looksLike: describeLikeness(looksLike) } }),
  };
}
