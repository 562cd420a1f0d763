/** docs/variants/index.md: every variant with its definition, and the variant that it equals. */
import { inWords } from "../../../src/definition/axis-words.ts";
import { MORE_EXACT, type MoreExact } from "../../../src/definition/more-exact.ts";
import type { VariantRecord } from "../../../src/definition/record.ts";
import { CORE_VARIANTS, DIALECTS, VARIANTS } from "../../../src/variants/index.ts";
import type { Words } from "../words/words.ts";
import { valuesOf } from "./facts.ts";
import { blocks, code, formula, link, list, table } from "./markdown.ts";
import { texOf } from "./tex.ts";

/** Each kind of more exact numbers, and the variants that have it. */
export function moreExactKinds(): readonly (readonly [MoreExact, readonly string[]])[] {
  return (Object.keys(MORE_EXACT) as MoreExact[]).map((kind) => [
    kind,
    VARIANTS.filter(({ moreExact = [] }) => moreExact.includes(kind)).map(({ id }) => id),
  ]);
}

export function listPage(families: number, words: Words): string {
  const { list: said } = words;
  const cells = (record: VariantRecord): string[] => {
    const { id, title, equation, source } = record;
    return [
      link(code(id), `${id}.md`),
      words.ofRecord(title),
      formula(texOf(equation.target, words.or)),
      words.resultOf(equation.result),
      valuesOf(record, "ignoredRows", record)
        .map((value) => inWords(words.axes.words, "ignoredRows", value))
        .join(" / "),
      `${source.project} ${source.version}${source.notRun ? ` (${words.source.notRunShort})` : ""}`,
    ];
  };
  return `${blocks(
    `# ${said.title}`,
    words.inOtherLanguage(words.code === "en" ? "../ko/variants/index.md" : "../../variants/index.md"),
    said.intro(CORE_VARIANTS.length + DIALECTS.length, families),
    `## ${said.coreHeading}`,
    said.core,
    table(said.columns, CORE_VARIANTS.map(cells)),
    `## ${said.dialectsHeading}`,
    said.dialects,
    table(
      [...said.columns, said.sameColumn],
      DIALECTS.map((record) => [
        ...cells(record),
        record.identity === undefined ? said.noOther : said.identity(record.identity),
      ]),
    ),
    `## ${words.moreExact.heading}`,
    words.moreExact.intro,
    list(
      moreExactKinds().map(
        ([kind, ids]) =>
          `${words.moreExact.kinds[kind]}: ${ids.map((id) => link(code(id), `${id}.md`)).join(", ")}`,
      ),
    ),
    `<sub>${words.generated}</sub>`,
  )}\n`;
}
