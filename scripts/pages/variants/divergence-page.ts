/** docs/divergence.md: all definitions compared with equation (1), by family, in numbers, and axis by axis. */
import { inWords } from "../../../src/definition/axis-words.ts";
import type { Words } from "../words/words.ts";
import { marginFormula } from "./closed-form-section.ts";
import { EXAMPLE, type Facts, resultOf, YARDSTICK } from "./facts.ts";
import type { Family } from "./families.ts";
import { blocks, code, image, link, list, table } from "./markdown.ts";
import { notPortedList } from "./not-ported-section.ts";
import { marginRow } from "./row.ts";
import { showDifference, showVector } from "./show-number.ts";
import { asSum } from "./show-rational.ts";
import { articlesCode, equation4 } from "./slips.ts";

/** Class counts in the table of numbers; the pages compute all of them. */
const SHOWN = [4, 10, 100, 1000, 32_000];

export function divergencePage(
  all: ReadonlyMap<string, Facts>,
  families: readonly Family[],
  words: Words,
  picture: string,
): string {
  const said = words.divergence;
  const other = words.code === "en" ? "ko/divergence.md" : "../divergence.md";
  const slip = articlesCode();
  const line = equation4();
  return `${blocks(
    `# ${said.title}`,
    words.inOtherLanguage(other),
    said.intro,
    `## ${said.familiesHeading}`,
    said.families(all.size, families.length),
    familyTable(families, words),
    said.letters,
    said.membersIntro,
    list(families.map(({ members }) => members.map(nearly).join(", "))),
    image(said.pictureAlt, picture),
    `## ${said.numbersHeading}`,
    said.numbers,
    numberTable(families, words),
    `## ${said.slipsHeading}`,
    list([
      said.codeSlip(slip.id, showVector(slip.target), showVector(slip.yardstick), slip.conversion),
      said.crossEntropySlip(line.first, line.last),
    ]),
    `## ${said.axesHeading}`,
    said.axes,
    ...axesSections(all, words),
    `## ${said.notPortedHeading}`,
    said.notPorted,
    notPortedList(words),
    `<sub>${words.generated}</sub>`,
  )}\n`;
}

const pageOf = ({ record }: Facts): string => link(code(record.id), `variants/${record.id}.md`);

/** How close the closed form comes, where a source adds an epsilon. */
const nearly = (facts: Facts): string =>
  facts.fit.is === "near" ? `${pageOf(facts)} (±${facts.fit.within.toExponential(0)})` : pageOf(facts);

function familyTable(families: readonly Family[], words: Words): string {
  const rows = families.map(({ members }) => {
    const [first] = members;
    const { on, off } = first.form.masses;
    const { target } = resultOf(first.record, marginRow(EXAMPLE.K, EXAMPLE.alpha, 0));
    return [
      words.readme.more(pageOf(first), members.length - 1),
      code(asSum(on)),
      code(asSum(off)),
      showVector(target),
      differenceInWords(first, words),
    ];
  });
  return table(words.divergence.familyColumns, rows);
}

function differenceInWords({ isClosed, form, divergence }: Facts, { divergence: said }: Words): string {
  if (!isClosed) return said.noClosedForm;
  if (form.kind === "labels") return said.labels;
  return divergence.isSame ? said.nothing : code(marginFormula(divergence));
}

function numberTable(families: readonly Family[], words: Words): string {
  const others = families.filter(({ members: [first] }) => !first.divergence.isSame || !first.isClosed);
  const rows = others.map(({ members: [first] }) => [
    pageOf(first),
    ...SHOWN.map((K) => {
      const { own, yardstick } = first.worked.find((row) => row.K === K)!;
      return "refused" in own ? words.divergence.refused : showDifference(own.loss - yardstick.loss);
    }),
  ]);
  return table([words.divergence.numbersColumn, ...SHOWN.map((K) => `K = ${K}`)], rows);
}

const capitalised = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}`;

function axesSections(all: ReadonlyMap<string, Facts>, words: Words): string[] {
  const { words: lexicon } = words.axes;
  const yardstick = all.get(YARDSTICK.id)!;
  return yardstick.same.flatMap(({ axis, value }) => {
    const say = (each: readonly unknown[]): string =>
      each.map((one) => inWords(lexicon, axis, one)).join(" / ");
    const elsewhere = new Map<string, Facts[]>();
    for (const facts of all.values()) {
      const differing = facts.differing.find((row) => row.axis === axis);
      if (differing === undefined) continue;
      const text = say(differing.value);
      elsewhere.set(text, [...(elsewhere.get(text) ?? []), facts]);
    }
    if (elsewhere.size === 0) return [];
    return [
      `### ${capitalised(lexicon[axis].name)}`,
      words.divergence.yardsticksValue(say(value)),
      list([...elsewhere].map(([text, facts]) => `${text}: ${facts.map(pageOf).join(", ")}`)),
    ];
  });
}
