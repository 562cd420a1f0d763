/** The report as JUnit XML: a suite per variant (and backend), a case per vector. CI servers read it. */
import { describeBlame, describeLikeness } from "../compare/symptom.ts";
import type { Verdict } from "../compare/verdict.ts";
import { countVerdicts } from "../conformance/outcome.ts";
import { groupBy } from "../math/group-by.ts";
import type { ReportHeader } from "./header.ts";
import { escaped } from "./markup.ts";

/** Newline at the end. */
export function renderJunit(verdicts: readonly Verdict[], { implementation, seconds }: ReportHeader): string {
  const suites = groupBy(verdicts, ({ variant, backend }) =>
    backend === undefined ? variant : `${backend}.${variant}`,
  );
  const attributes = { name: `smoothproof: ${implementation.name}`, ...totals(verdicts), time: seconds ?? 0 };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${written(attributes)}>`,
    ...[...suites].map(([name, members]) => renderSuite(name, members)),
    "</testsuites>",
    "",
  ].join("\n");
}

function totals(verdicts: readonly Verdict[]): { readonly [attribute: string]: number } {
  const { failed, errored, skipped, known, notJudged } = countVerdicts(verdicts);
  return {
    tests: verdicts.length,
    failures: failed,
    errors: errored + notJudged,
    skipped: skipped + known,
  };
}

function renderSuite(name: string, verdicts: readonly Verdict[]): string {
  const cases = verdicts.map((verdict) => renderCase(name, verdict));
  return [`  <testsuite${written({ name, ...totals(verdicts), time: 0 })}>`, ...cases, "  </testsuite>"].join(
    "\n",
  );
}

function renderCase(suite: string, verdict: Verdict): string {
  const start = `    <testcase${written({ name: verdict.id, classname: `smoothproof.${suite}`, time: 0 })}`;
  const inner = outcome(verdict);
  return inner === undefined ? `${start}/>` : `${start}>${inner}</testcase>`;
}

function outcome(verdict: Verdict): string | undefined {
  const { status, message, looksLike, listed, tier, output } = verdict;
  if (status === "pass") return undefined;
  if (status === "skip") return `<skipped${written({ message })}/>`;
  if (status === "known")
    return `<skipped${written({ message: `known to fail: ${listed?.reason ?? ""}` })}/>`;
  if (status === "notJudged")
    return `<error${written({ message: `not judged: ${message}`, type: "notJudged" })}/>`;
  const details = [
    message,
    ...(looksLike === undefined ? [] : [`looks like: ${describeLikeness(looksLike)}`]),
    `tier: ${tier}`,
  ];
  const element = status === "error" ? "error" : "failure";
  return `<${element}${written({ message: describeBlame(verdict), type: output ?? "error" })}>${escaped(details.join("\n"))}</${element}>`;
}

function written(attributes: { readonly [name: string]: string | number }): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escaped(typeof value === "number" ? number(value) : value)}"`)
    .join("");
}

function number(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(3);
}
