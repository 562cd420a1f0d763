/** Writes the README's generated parts from a run of the suite; `--check` only says whether they are current. */
import { readFileSync, writeFileSync } from "node:fs";
import { jsImplementation } from "../src/backends/js.ts";
import { showUnits } from "../src/compare/show.ts";
import type { Units, Verdict } from "../src/compare/verdict.ts";
import { conformance } from "../src/conformance/run.ts";
import { openAllFixtures } from "../src/fixtures/load.ts";
import { groupVerdicts } from "../src/report/summary.ts";
import { DIALECTS } from "../src/variants/dialects/index.ts";
import { describeIdentity } from "../src/variants/identity.ts";
import { CORE_VARIANTS } from "../src/variants/index.ts";

const README = new URL("../README.md", import.meta.url);

function resultsTable(verdicts: readonly Verdict[]): string {
  const units = (value: Units | undefined): string => (value === undefined ? "" : showUnits(value));
  const rows = groupVerdicts(verdicts).map(({ variant, dtype, summary, ...errors }) =>
    [
      `\`${variant}\``,
      dtype,
      `${summary.passed} of ${summary.passed + summary.failed + summary.errored + summary.skipped}`,
      units(errors.loss),
      units(errors.gradient),
      errors.reference,
      units(errors.referenceLoss),
      units(errors.referenceGradient),
    ].join(" | "),
  );
  return [
    "| variant | dtype | passed | loss, ULP | gradient, units | reference | its loss | its gradient |",
    "|---|---|---:|---:|---:|---|---:|---:|",
    ...rows.map((row) => `| ${row} |`),
    "",
    `${verdicts.filter(({ status }) => status === "pass").length.toLocaleString("en-US")} of ${verdicts.length.toLocaleString("en-US")} vectors pass.`,
  ].join("\n");
}

function variantsTable(): string {
  const rows = CORE_VARIANTS.map(
    ({ id, title, equation, source }) =>
      `| \`${id}\` | ${title} | ${equation} | ${source.project} ${source.version} |`,
  );
  return ["| id | what | definition | source |", "|---|---|---|---|", ...rows].join("\n");
}

function dialectsTable(): string {
  const rows = DIALECTS.map(
    ({ id, title, equation, identity }) =>
      `| \`${id}\` | ${title} | ${equation} | ${identity === undefined ? "no other" : describeIdentity(identity)} |`,
  );
  return ["| id | what | definition | the same function |", "|---|---|---|---|", ...rows].join("\n");
}

/** The text with the part between `<!-- name: … -->` and `<!-- /name -->` replaced. */
function withPart(text: string, name: string, part: string): string {
  const pattern = new RegExp(`(<!-- ${name}:[^>]*-->\n)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!pattern.test(text)) throw new Error(`README.md: expected a part named ${name}`);
  return text.replace(pattern, (_, start: string, end: string) => `${start}${part}\n${end}`);
}

const verdicts: Verdict[] = [];
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
for await (const { verdict } of conformance(openAllFixtures().vectors(), jsImplementation(version)))
  verdicts.push(verdict);

const current = readFileSync(README, "utf8");
const updated = [
  ["results", resultsTable(verdicts)] as const,
  ["variants", variantsTable()] as const,
  ["dialects", dialectsTable()] as const,
].reduce((text, [name, part]) => withPart(text, name, part), current);
if (process.argv.includes("--check")) {
  if (updated !== current) {
    console.error("README.md: its tables are not what the suite measures now. Run: npm run readme");
    process.exitCode = 1;
  }
} else {
  writeFileSync(README, updated);
}
