/** One variant's page: definition, axes, target, closed form, limits, numbers, pictures, quirks, source. */
import { inWords } from "../../../src/definition/axis-words.ts";
import type { OptionSpec, VariantRecord } from "../../../src/definition/record.ts";
import type { Axes } from "../../../src/loss/axes.ts";
import type { Words } from "../words/words.ts";
import { closedFormSection, summary } from "./closed-form-section.ts";
import { conversionsSection } from "./conversions-section.ts";
import type { Facts } from "./facts.ts";
import { EXAMPLE, resultOf, YARDSTICK } from "./facts.ts";
import { limitsSection } from "./limits-section.ts";
import { blocks, code, displayed, image, link, list, table } from "./markdown.ts";
import { numbersSection } from "./numbers-section.ts";
import { marginRow, TRUE_CLASS } from "./row.ts";
import { showNumber } from "./show-number.ts";
import { linkIssues, sourceLink } from "./source-link.ts";
import { texOf } from "./tex.ts";

export function variantPage(
  facts: Facts,
  words: Words,
  pictures: { target: string; difference: string | undefined },
): string {
  const { record } = facts;
  const { equation } = record;
  const { headings } = words;
  const section = (heading: string, ...parts: readonly (string | undefined)[]): string =>
    blocks(`## ${heading}`, ...parts);
  const other = words.code === "en" ? `../ko/variants/${record.id}.md` : `../../variants/${record.id}.md`;
  return `${blocks(
    `# ${code(record.id)}: ${words.ofRecord(record.title)}`,
    `${words.inOtherLanguage(other)} · ${words.allVariants("../divergence.md")}`,
    summary(facts, words),
    identity(record, words),
    section(
      headings.definition,
      displayed(texOf(equation.target, words.or)),
      displayed(`\\ell = ${texOf(equation.loss, words.or)}`),
      words.definition.result(words.resultOf(equation.result)),
      words.definition.letters(equation),
      ...definition(record, words),
    ),
    section(headings.axes, ...axes(facts, words)),
    section(
      headings.target,
      ...target(facts, words),
      image(words.target.picture(record.id), pictures.target),
    ),
    facts.isYardstick ? undefined : section(headings.closedForm, ...closedFormSection(facts, words)),
    section(headings.limits, ...limitsSection(facts, words)),
    section(headings.numbers, ...numbersSection(facts, words)),
    facts.isYardstick
      ? undefined
      : section(
          headings.pictures,
          ...(pictures.difference === undefined
            ? [words.pictures.none]
            : [words.pictures.caption(record.id), image(words.pictures.alt(record.id), pictures.difference)]),
        ),
    section(headings.conversions, ...conversionsSection(facts, words)),
    section(headings.quirks, quirks(record, words)),
    record.moreExact === undefined
      ? undefined
      : section(words.moreExact.heading, list(record.moreExact.map((kind) => words.moreExact.kinds[kind]))),
    section(
      headings.source,
      sourceLink(record.source),
      record.source.notRun ? words.source.notRun : undefined,
    ),
    `<sub>${words.generated}</sub>`,
  )}\n`;
}

function identity({ identity: same }: VariantRecord, words: Words): string | undefined {
  return same && words.summary.identity(same, link(code(same.same), `${same.same}.md`));
}

function definition(record: VariantRecord, words: Words): string[] {
  const { definition: said } = words;
  const targets = record.accepts.targets.map((kind) => said.targetNames[kind]);
  const rows = Object.entries(record.options).map(([name, spec]) => [
    spec.sourceName === undefined ? code(name) : `${code(name)} (${said.sourceName(spec.sourceName)})`,
    spec.default === undefined
      ? isOptional(spec)
        ? said.optional
        : said.required
      : code(String(spec.default)),
    spec.kind === "choice"
      ? said.choices(Object.keys(spec.axes).map(code).join(", "))
      : said.domain(spec.domain.says),
    said.phases[spec.phase],
  ]);
  return [
    said.inputs(
      said.inputNames[record.axes.input],
      targets.join(words.code === "en" ? " or " : " 또는 "),
      record.weightName,
    ),
    table(said.optionColumns, rows),
  ];
}

const isOptional = (spec: OptionSpec): boolean => spec.kind !== "choice" && spec.optional === true;

function axes({ record, differing, same, isYardstick }: Facts, words: Words): string[] {
  const { words: lexicon } = words.axes;
  const nameOf = (axis: keyof Axes): string => lexicon[axis].name;
  const saying = (axis: keyof Axes, chosen: readonly unknown[]): string =>
    chosen.map((value) => inWords(lexicon, axis, value)).join(" / ");
  if (isYardstick) {
    return [
      words.axes.nothingDiffers,
      list(same.map(({ axis, value }) => `${nameOf(axis)}: ${saying(axis, value)}`)),
    ];
  }
  return [
    differing.length === 0
      ? ""
      : table(
          words.axes.columns(record.id),
          differing.map(({ axis, yardstick, value }) => [
            nameOf(axis),
            saying(axis, yardstick),
            saying(axis, value),
          ]),
        ),
    same.length === 0 ? "" : words.axes.same(same.map(({ axis }) => nameOf(axis)).join(", ")),
  ];
}

function target({ record, isYardstick }: Facts, words: Words): string[] {
  const row = marginRow(EXAMPLE.K, EXAMPLE.alpha, 0);
  const yardstick = resultOf(YARDSTICK, row).target;
  const own = resultOf(record, row).target;
  const total = (masses: readonly number[]): string => showNumber(masses.reduce((sum, q) => sum + q, 0));
  const [k, hard, first, second] = words.target.columns(record.id);
  const cells = (...texts: readonly string[]): string[] => (isYardstick ? texts.slice(0, 3) : [...texts]);
  return [
    words.target.example(record.axes.excludedClass !== "none"),
    table(cells(k, hard, first, second), [
      ...own.map((mass, index) =>
        cells(
          String(index),
          index === TRUE_CLASS ? "1" : "0",
          showNumber(yardstick[index]!),
          showNumber(mass),
        ),
      ),
      cells(words.target.sum, "1", total(yardstick), total(own)),
    ]),
  ];
}

function quirks({ quirks: known }: VariantRecord, words: Words): string {
  if (known.length === 0) return words.quirks.none;
  return list(
    known.map(({ what, corrected }) => {
      const text = linkIssues(words.ofRecord(what));
      return corrected === undefined ? text : `${text}. ${words.quirks.corrected(corrected)}`;
    }),
  );
}
