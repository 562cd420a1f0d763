/** The section on smoothings for which another variant agrees, computed by src/explain/convert.ts. */

import type { VariantRecord } from "../../../src/definition/record.ts";
import { type Conversion, convert } from "../../../src/explain/convert.ts";
import { InvalidArgument } from "../../../src/math/errors.ts";
import { VARIANTS } from "../../../src/variants/index.ts";
import type { Words } from "../words/words.ts";
import { EXAMPLE, type Facts } from "./facts.ts";
import { code, link, list } from "./markdown.ts";
import { showNumber } from "./show-number.ts";

/** An ordinary class count and, for independent labels, the one at which they can agree with classes. */
const CLASSES = 10;
const TWO = 2;

export function conversionsSection({ record, form }: Facts, words: Words): string[] {
  const counts = form.kind === "labels" ? [TWO, CLASSES] : [CLASSES];
  return counts.flatMap((K) => [
    words.conversions.intro(record.id, EXAMPLE.alpha, K),
    list(items(record, K, words)),
  ]);
}

/** Variants with the same answer share an item, exact ones first. */
function items(record: VariantRecord, K: number, words: Words): string[] {
  const answers = new Map<string, string[]>();
  for (const other of VARIANTS) {
    if (other === record) continue;
    const answer = JSON.stringify(answerFor(record, other, K, words));
    answers.set(answer, [...(answers.get(answer) ?? []), link(code(other.id), `${other.id}.md`)]);
  }
  return [...answers]
    .map(([answer, others]) => ({ ...(JSON.parse(answer) as Answer), others }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ alpha, what, others }) => `${others.join(", ")}: **${alpha}**; ${what}`);
}

interface Answer {
  readonly rank: number;
  readonly alpha: string;
  readonly what: string;
}

const RANKS = ["value and gradient", "gradient", "subspace", false] as const;

function answerFor(record: VariantRecord, other: VariantRecord, K: number, words: Words): Answer {
  const said = words.conversions;
  let conversion: Conversion;
  try {
    conversion = convert(EXAMPLE.alpha, { variant: record }, { variant: other }, K);
  } catch (error) {
    if (!(error instanceof InvalidArgument)) throw error;
    return { rank: RANKS.length + 1, alpha: said.noSmoothing, what: said.refused(error.message) };
  }
  const { alpha, exact, constant, where, residual, instead } = conversion;
  const reason = withoutNames(conversion.reason ?? "", record.id, other.id);
  const shift = constant === undefined ? undefined : showNumber(constant);
  const parts = {
    "value and gradient": () => said.valueAndGradient,
    gradient: () => said.gradient(shift ?? "0"),
    subspace: () => said.subspace(said.where(where ?? ""), shift),
    none: () =>
      said.none(
        said.reason(reason),
        alpha === null || residual === undefined ? undefined : showNumber(residual),
        instead && said.instead(showNumber(instead.alpha), instead.classes),
      ),
  };
  const rank = RANKS.indexOf(exact) + (alpha === null ? 1 : 0);
  return {
    rank,
    alpha: alpha === null ? said.noSmoothing : showNumber(alpha),
    what: parts[exact === false ? "none" : exact](),
  };
}

/** The reason with placeholders for the two ids, so that variants with the same reason can be grouped. */
function withoutNames(reason: string, own: string, other: string): string {
  const named = (id: string): RegExp => new RegExp(`(?<![\\w-])${id}(?![\\w-])`, "g");
  return reason.replaceAll(named(own), "THIS").replaceAll(named(other), "OTHER");
}
