/** A page's summary and the section with the difference from equation (1) as a formula. */

import type { Words } from "../words/words.ts";
import { CHECKED_ROWS, type Divergence, isDistribution } from "./closed-form.ts";
import type { Facts } from "./facts.ts";
import { YARDSTICK } from "./facts.ts";
import { code, table } from "./markdown.ts";
import { type Masses, massesOf, total } from "./masses.ts";
import { linear } from "./polynomial.ts";
import {
  at,
  difference,
  equal,
  integer,
  isZero,
  multiplied,
  POLE,
  type Rational,
  rational,
  sum,
} from "./rational.ts";
import { asProduct, asSum } from "./show-rational.ts";

export function summary(
  { isYardstick, isClosed, form, divergence }: Facts,
  { summary: said }: Words,
): string {
  if (isYardstick) return said.yardstick;
  if (!isClosed) return said.noClosedForm;
  if (form.kind === "labels") return said.labels;
  return divergence.isSame ? said.same : said.differs(marginFormula(divergence));
}

export function closedFormSection(facts: Facts, words: Words): string[] {
  const { form, divergence, isClosed } = facts;
  const said = words.closedForm;
  const masses = [massTable(facts, words)];
  if (!isClosed) return [...masses, said.none];
  if (form.kind === "labels") {
    const twoClasses = isTwoClasses(form.masses) ? [said.labelIsTwoClasses] : [];
    const averaged = equal(form.share, integer(1)) ? [] : [said.share(asProduct(form.share))];
    return [
      ...masses,
      ...averaged,
      said.labels(labelLoss(facts), labelDifference(facts)),
      ...twoClasses,
      checked(facts, words),
    ];
  }
  if (divergence.isSame) return [...masses, said.same, checked(facts, words)];
  const twin = twinOf(form.masses);
  return [
    ...masses,
    ...(twin === undefined ? [] : [said.twin(asProduct(twin))]),
    said.classes(marginFormula(divergence), form.masses.excluded !== undefined),
    ...(form.takesEntropyOff ? [said.entropy(entropyFormula(form.masses))] : []),
    ...(isDistribution(form) ? [said.gradient(...slopes(divergence.masses))] : []),
    checked(facts, words),
  ];
}

function checked({ fit }: Facts, { closedForm: said }: Words): string {
  const within = fit.is === "exact" ? undefined : fit.within.toExponential(0);
  return said.checked(CHECKED_ROWS, within);
}

function massTable({ record, form }: Facts, { closedForm: said }: Words): string {
  const yardstick = massesOf(YARDSTICK);
  const { on, off, excluded, others } = form.masses;
  const row = (name: string, theirs: Rational, own: Rational): string[] => [
    name,
    code(asSum(theirs)),
    code(asSum(own)),
    code(asProduct(difference(own, theirs))),
  ];
  return table(said.columns(record.id), [
    row(said.on, yardstick.on, on),
    row(said.off(code(asSum(others))), yardstick.off, off),
    ...(excluded === undefined ? [] : [row(said.excluded, yardstick.off, excluded)]),
    row(said.total, total(yardstick), total(form.masses)),
  ]);
}

/** The formula of the difference: `α/K·m`, the margin of the excluded class, the mass missing from 1, the entropy. */
export function marginFormula({ masses, perMargin, to }: Divergence): string {
  const missing = difference(to.totalMass, integer(1));
  const terms = [
    termOf(perMargin, "m"),
    ...(masses.excluded === undefined ? [] : [termOf(masses.excluded, "m₀")]),
    termOf(missing, "(-ln p_t)"),
    ...(to.takesEntropyOff ? ["-H(q)"] : []),
  ].filter((term) => term !== "");
  return joined(terms);
}

function termOf(factor: Rational, of: string): string {
  return isZero(factor) ? "" : `${asProduct(factor)}·${of}`;
}

/** Joins terms to a sum, with their signs between them. */
function joined(terms: readonly string[]): string {
  return terms
    .map((term, index) => (index === 0 ? term : term.startsWith("-") ? ` - ${term.slice(1)}` : ` + ${term}`))
    .join("");
}

function entropyFormula({ on, off, others }: Masses): string {
  const part = (count: string, mass: Rational): string =>
    `${count}${bracketed(asSum(mass))} ln(${asSum(mass)})`;
  const n = asSum(others);
  return `-[${part("", on)} + ${part(`(${n})·`, off)}]`;
}

const bracketed = (text: string): string => (text.includes(" ") ? `(${text})` : text);

/** The smoothing at which equation (1) has these masses, where there is one for every K and alpha. */
function twinOf({ on, off, excluded }: Masses): Rational | undefined {
  const alpha = multiplied(off, rational(linear("K", 0)));
  const theirs = difference(sum(integer(1), off), alpha);
  return excluded === undefined && equal(on, theirs) ? alpha : undefined;
}

/** The differences of the gradients: the differences of the masses with the opposite sign. */
function slopes({ on, off, excluded }: Masses): [string, string, string | undefined] {
  const turned = (mass: Rational): string => asProduct(multiplied(integer(-1), mass));
  return [turned(on), turned(off), excluded === undefined ? undefined : turned(excluded)];
}

function labelLoss({ form }: Facts): string {
  const sum = "Σ [softplus(x_k) - q_k x_k]";
  return equal(form.share, integer(1)) ? sum : `${asProduct(form.share)}·${sum}`;
}

function labelDifference({ form, divergence }: Facts): string {
  const share = equal(form.share, integer(1)) ? "" : `${asProduct(form.share)}·`;
  const own = divergence.masses;
  const linear = [
    termOf(multiplied(integer(-1), own.on), "x_t"),
    termOf(multiplied(integer(-1), own.off), "Σ' x_k"),
  ];
  return joined([`${share}Σ softplus(x_k)`, "-lse(x)", ...linear.filter((term) => term !== "")]);
}

/** Whether a label's masses are equation (1)'s for the two classes yes and no. */
function isTwoClasses({ on, off }: Masses): boolean {
  const yardstick = massesOf(YARDSTICK);
  const two = [at(yardstick.on, "K", 2), at(yardstick.off, "K", 2)];
  return [on, off].every((mass, index) => two[index] !== POLE && equal(mass, two[index] as Rational));
}
