/** docs/variants/index.md: every variant with its definition, and the variant that it equals. */
import type { VariantRecord } from "../../../src/definition/record.ts";
import { CORE_VARIANTS, DIALECTS } from "../../../src/variants/index.ts";
import type { Words } from "../words/words.ts";
import { blocks, code, link, table } from "./markdown.ts";

export function listPage(families: number, words: Words): string {
  const { list: said } = words;
  const cells = ({ id, title, equation, source }: VariantRecord): string[] => [
    link(code(id), `${id}.md`),
    words.ofRecord(title),
    words.equation(equation),
    `${source.project} ${source.version}`,
  ];
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
    `<sub>${words.generated}</sub>`,
  )}\n`;
}
