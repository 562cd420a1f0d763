/** docs/results.md: the errors of this library and of the references on the golden vectors, in every language; badges. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { jsImplementation } from "../../src/backends/js.ts";
import { showUnits } from "../../src/compare/show.ts";
import type { Units, Verdict } from "../../src/compare/verdict.ts";
import { conformance } from "../../src/conformance/run.ts";
import { openAllFixtures } from "../../src/fixtures/load.ts";
import { groupVerdicts } from "../../src/report/summary.ts";
import { CORE_VARIANTS, VARIANTS } from "../../src/variants/index.ts";
import { readWorst, worstId } from "../worst/record.ts";
import { badge } from "./badges.ts";
import { type Page, ROOT } from "./page.ts";
import { blocks, code, link, table } from "./variants/markdown.ts";
import { ENGLISH } from "./words/english.ts";
import { KOREAN } from "./words/korean.ts";
import type { Words } from "./words/words.ts";

const CORE: ReadonlySet<string> = new Set(CORE_VARIANTS.map(({ id }) => id));

const WORST = readWorst();

export const PAGE: Page = {
  make: async () => {
    const { version, engines, license } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const verdicts: Verdict[] = [];
    for await (const { verdict } of conformance(openAllFixtures().vectors(), jsImplementation(version)))
      verdicts.push(verdict);
    const failed = verdicts.filter(({ status }) => status !== "pass");
    const passed = `${count(verdicts.length - failed.length)} of ${count(verdicts.length)} pass`;
    return {
      files: new Map([
        ...[ENGLISH, KOREAN].map((words) => [`${words.folder}/results.md`, page(verdicts, words)] as const),
        ["docs/badge-vectors.svg", badge("golden vectors", passed)],
        ["docs/badge-definitions.svg", badge("definitions", String(VARIANTS.length))],
        ["docs/badge-node.svg", badge("node", engines.node.replace(">=", "from "))],
        ["docs/badge-licence.svg", badge("licence", license)],
      ]),
      problems: failed.map(({ id }) => `${id}: expected the port to pass`),
    };
  },
};

function page(verdicts: readonly Verdict[], words: Words): string {
  const { results: said, list } = words;
  const core = verdicts.filter(({ variant }) => CORE.has(variant));
  const dialects = verdicts.filter(({ variant }) => !CORE.has(variant));
  const part = (of: readonly Verdict[]): string =>
    blocks(resultsTable(of, words), said.passing(count(of.filter(isPass).length), count(of.length)));
  return `${blocks(
    `# ${said.title}`,
    words.inOtherLanguage(words.code === "en" ? "ko/results.md" : "../results.md"),
    said.intro,
    said.special,
    `## ${list.coreHeading}`,
    part(core),
    `## ${list.dialectsHeading}`,
    part(dialects),
    `## ${said.worstHeading}`,
    said
      .worstIntro(count(Math.min(...Object.values(WORST.evaluations))))
      .replace("WORST", words.code === "en" ? "worst.json" : "../worst.json"),
    worstTable(words),
    `<sub>${words.generated}</sub>`,
  )}\n`;
}

function resultsTable(verdicts: readonly Verdict[], words: Words): string {
  const said = words.results;
  const units = (value: Units | undefined): string => (value === undefined ? "" : showUnits(value));
  return table(
    said.columns,
    groupVerdicts(verdicts).map(({ variant, dtype, counts, ...errors }) => [
      link(code(variant), `variants/${variant}.md`),
      dtype,
      said.passed(
        counts.passed,
        Object.values(counts).reduce((sum, each) => sum + each, 0),
      ),
      units(errors.loss),
      units(errors.gradient),
      observer(verdicts.find((verdict) => verdict.variant === variant)?.reference ?? "", said.notRun),
      units(errors.referenceLoss),
      units(errors.referenceGradient),
    ]),
  );
}

/** A row per variant and dtype, in the order of the other tables. */
function worstTable(words: Words): string {
  const units = new Map(WORST.worst.map((each) => [each.id, showUnits(each.units)]));
  const rows = VARIANTS.flatMap(({ id }) =>
    (["float64", "float32"] as const).map((dtype) => [
      link(code(id), `variants/${id}.md`),
      dtype,
      ...["js", "js-exact", "wasm"].flatMap((backend) =>
        ["loss", "gradient"].map((output) => units.get(worstId(id, dtype, backend, output)) ?? ""),
      ),
    ]),
  );
  return table(words.results.worstColumns, rows);
}

/** The reference, or `notRun` for a source that could not be run here. */
const observer = (reference: string, notRun: string): string =>
  reference.includes("from source, not run") ? notRun : reference;

const isPass = ({ status }: Verdict): boolean => status === "pass";

const count = (number: number): string => number.toLocaleString("en-US");
