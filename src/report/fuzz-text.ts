/** A campaign's report for a person; its last line counts. */
import { describeLikeness } from "../compare/symptom.ts";
import { closingLine } from "../conformance/outcome.ts";
import { type FuzzReport, skippedIn } from "../fuzz/report.ts";

/** The report's text, newline at the end. */
export function renderFuzzText(report: FuzzReport): string {
  const { subject, oracle, seed, compared, lossAlone, notCompared, differences, command, seconds } = report;
  const rate = Math.round(compared / seconds);
  return [
    ...Object.entries(notCompared).map(([reason, calls]) => `not compared ${calls}: ${reason}`),
    ...(lossAlone > 0 ? [`loss alone compared ${lossAlone}: one side gives no gradient`] : []),
    ...differences.flatMap(({ message, looksLike, request }) => [
      `FAIL ${message}`,
      ...(looksLike === undefined ? [] : [`looks like: ${describeLikeness(looksLike)}`]),
      JSON.stringify(request),
    ]),
    ...(differences.length > 0 ? [`again: ${command}`] : []),
    `${subject} against ${oracle}, seed ${seed}${Number.isFinite(rate) ? `: ${rate} calls a second` : ""}`,
    fuzzCounts(report),
    "",
  ].join("\n");
}

/** The last line. */
export function fuzzCounts(report: FuzzReport): string {
  const { compared: passed, differences } = report;
  return closingLine({ passed, failed: differences.length, errored: 0, skipped: skippedIn(report) });
}
