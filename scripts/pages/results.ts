/** The README's tables, from a run of the suite. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { jsImplementation } from "../../src/backends/js.ts";
import { showUnits } from "../../src/compare/show.ts";
import type { Units, Verdict } from "../../src/compare/verdict.ts";
import { conformance } from "../../src/conformance/run.ts";
import { describeIdentity } from "../../src/definition/identity.ts";
import { openAllFixtures } from "../../src/fixtures/load.ts";
import { groupOf, groupVerdicts } from "../../src/report/summary.ts";
import { CORE_VARIANTS, DIALECTS } from "../../src/variants/index.ts";
import { type Page, ROOT, withParts } from "./page.ts";

function resultsTable(verdicts: readonly Verdict[]): string {
  const units = (value: Units | undefined): string => (value === undefined ? "" : showUnits(value));
  const rows = groupVerdicts(verdicts).map(({ variant, dtype, counts, ...errors }) =>
    [
      `\`${variant}\``,
      dtype,
      `${counts.passed} of ${Object.values(counts).reduce((sum, count) => sum + count, 0)}`,
      units(errors.loss),
      units(errors.gradient),
      verdicts.find((verdict) => verdict.variant === variant)?.reference ?? "",
      units(errors.referenceLoss),
      units(errors.referenceGradient),
    ].join(" | "),
  );
  return [
    "| variant | dtype | passed | loss, ULP | gradient, units | reference | its loss | its gradient |",
    "|---|---|---:|---:|---:|---|---:|---:|",
    ...rows.map((row) => `| ${row} |`),
    "",
    passing(verdicts),
  ].join("\n");
}

function variantsTable(): string {
  const rows = CORE_VARIANTS.map(
    ({ id, title, equation, source }) =>
      `| \`${id}\` | ${title} | ${equation} | ${source.project} ${source.version} |`,
  );
  return ["| id | what | definition | source |", "|---|---|---|---|", ...rows].join("\n");
}

/** What is counted and measured of the dialects, and of whom it was observed. */
function dialectsTable(verdicts: readonly Verdict[]): string {
  const rows = DIALECTS.map(({ id, equation, identity }) => {
    const own = verdicts.filter(({ variant }) => variant === id);
    const { counts, loss, gradient } = groupOf(id, "", own);
    return [
      `\`${id}\``,
      equation,
      identity === undefined ? "no other" : describeIdentity(identity),
      own.length === 0 ? "no vectors yet" : `${counts.passed} of ${own.length}`,
      loss === undefined ? "" : showUnits(loss),
      gradient === undefined ? "" : showUnits(gradient),
      observer(own[0]),
    ].join(" | ");
  });
  return [
    "| id | definition | the same function as | passed | loss, ULP | gradient, units | observed |",
    "|---|---|---|---:|---:|---:|---|",
    ...rows.map((row) => `| ${row} |`),
    "",
    passing(verdicts.filter(isDialect)),
  ].join("\n");
}

function isDialect({ variant }: Verdict): boolean {
  return DIALECTS.some(({ id }) => id === variant);
}

/** Who was observed; some sources are languages or machines away. */
function observer(verdict: Verdict | undefined): string {
  const { reference = "" } = verdict ?? {};
  return reference.includes("from source, not run") ? "from its source, not run" : reference;
}

function passing(verdicts: readonly Verdict[]): string {
  const count = (number: number): string => number.toLocaleString("en-US");
  const passed = verdicts.filter(({ status }) => status === "pass").length;
  return `${count(passed)} of ${count(verdicts.length)} vectors pass.`;
}

async function verdictsOfPort(): Promise<Verdict[]> {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const verdicts: Verdict[] = [];
  for await (const { verdict } of conformance(openAllFixtures().vectors(), jsImplementation(version)))
    verdicts.push(verdict);
  return verdicts;
}

export const PAGE: Page = {
  make: async () => {
    const verdicts = await verdictsOfPort();
    const parts = {
      results: resultsTable(verdicts.filter((verdict) => !isDialect(verdict))),
      variants: variantsTable(),
      dialects: dialectsTable(verdicts),
    };
    return { files: new Map([["README.md", withParts("README.md", parts)]]) };
  },
};
