/**
 * The smoothing that makes one variant agree with another.
 *
 * For class indices a target consists of three masses: on the class, on each other class, and on an excluded class. Two
 * softmax losses have the same gradient p * sum(q) - q in the logits if and only if their targets are the same, so the
 * conversion equates the off-target masses, which are functions of the smoothing, and checks whether the rest agrees.
 */

import { SAME_FUNCTION } from "../compare/tolerances.ts";
import { AXES_IN_ENGLISH, inWords } from "../definition/axis-words.ts";
import { checkSide } from "../identify/given.ts";
import { changesOf, type LinkFacts, linkFacts } from "../identify/link-facts.ts";
import type { AnySide, Side } from "../identify/side.ts";
import type { Axes } from "../loss/axes.ts";
import { isSmoothed } from "../loss/target.ts";
import type { DoubleDouble } from "../math/double-double.ts";
import { refuse, show } from "../math/errors.ts";
import { probe } from "./probe.ts";
import {
  checkSmoothing,
  entropy,
  type HardMasses,
  hardMasses,
  isLegal,
  type Rule,
  ratio,
  ruleOf,
} from "./target-masses.ts";

/** How exact a conversion is. */
export type Exactness =
  /** Same loss and same gradient in the logits for every input. */
  | "value and gradient"
  /** Same gradient; the losses differ by a constant per row. */
  | "gradient"
  /** Both, but only for the inputs that `where` names. */
  | "subspace"
  /** No smoothing does it. */
  | false;

/** A smoothing for another variant, and how well it agrees. Losses are row losses, before any reduction. */
export interface Conversion {
  /** labelSmoothing of the second variant; where nothing is exact, the one with the same mass off the target. Null for none. */
  readonly alpha: number | null;
  readonly exact: Exactness;
  /** Loss of the second variant minus that of the first, per row in nats, where only gradients agree. */
  readonly constant?: number;
  /** For which inputs it is exact. */
  readonly where?: string;
  /** Largest difference of the two targets over all classes, and so of the gradients, apart from the terms in p. */
  readonly residual?: number;
  /** Why it is not exact, or what limits it. */
  readonly reason?: string;
  /** A related problem that can be converted exactly. */
  readonly instead?: { readonly alpha: number; readonly classes: number; readonly where: string };
}

/** Sources add float32's epsilon or 1e-7 to divisors and logarithms; at usual smoothings no two rules are this close. */
const EPSILON_OF_A_SOURCE = 1e-5;

/**
 * Converts a label smoothing between variants.
 *
 *     off_to(alpha') = off_from(alpha)
 *
 * where off is the mass of a class that is not the target. How exact the conversion is follows from the masses on the
 * target and on an excluded class, the divergence and the links, and is checked by computing both losses on a few rows.
 *
 * @param alpha labelSmoothing of `from`, in its domain
 * @param from the variant that the smoothing belongs to
 * @param to the variant that should agree
 * @param classes K, a whole number of at least 1
 * @returns the smoothing of `to`, how exact it is, and where it is not exact the reason
 * @throws InvalidArgument for an unknown variant, a smoothing that `from` refuses, a K for which either divides by zero,
 *   or a side whose own labelSmoothing or numClasses contradicts the arguments
 * @example
 * convert(0.1, { variant: "simple" }, { variant: "equation1" }, 3); // { alpha: 0.15, exact: "value and gradient" }
 */
export function convert(alpha: number, from: Side, to: Side, classes: number): Conversion {
  checkSide(from, "from");
  checkSide(to, "to");
  const source = ruleOf(from, classes);
  const goal = ruleOf(to, classes);
  checkSmoothing(source, alpha, "alpha");
  checkOnce(alpha, from, to);
  const apart = scopesApart(source, goal);
  if (apart !== undefined) return { alpha: null, exact: false, reason: apart };
  const wanted = hardMasses(source, alpha);
  const solved = solve(goal, wanted, alpha);
  if (solved === undefined) {
    return {
      alpha: null,
      exact: false,
      reason: `no smoothing of ${goal.record.id} has ${brief(wanted.off.high)} off the target`,
    };
  }
  const refusal = illegal(source, goal, solved);
  if (refusal !== undefined) return { alpha: solved, exact: false, reason: refusal };
  return compare(
    { rule: source, smoothing: alpha, masses: wanted },
    { rule: goal, smoothing: solved, masses: hardMasses(goal, solved) },
  );
}

/** Refuses sides that name a labelSmoothing: those of the two sides are alpha and the result. */
function checkOnce(alpha: number, { options: given }: AnySide, { options: wanted }: AnySide): void {
  const { labelSmoothing } = given ?? {};
  if (labelSmoothing !== undefined && labelSmoothing !== alpha)
    refuse("from", `expected no labelSmoothing beside alpha ${alpha}, got ${show(labelSmoothing)}`);
  if (wanted?.labelSmoothing !== undefined) {
    const problem = `expected no labelSmoothing, which is what is looked for, got ${show(wanted.labelSmoothing)}`;
    refuse("to", problem);
  }
}

function linkOf(rule: Rule): LinkFacts {
  return linkFacts(rule.axes.link);
}

/** Why a distribution over the classes and one probability per label cannot agree. */
function scopesApart(source: Rule, goal: Rule): string | undefined {
  const label = [source, goal].find((rule) => linkOf(rule).scope === "label");
  const row = [source, goal].find((rule) => linkOf(rule).scope === "row");
  if (label === undefined || row === undefined || source.numClasses === 2) return undefined;
  const one = `${label.record.id} gives each label a probability of its own`;
  return `${one}, ${row.record.id} one distribution over ${source.numClasses} classes: only K = 2 can agree`;
}

/**
 * The smoothing at which the goal has the wanted mass off the target or, where there is no other class, on it. The guess
 * is returned if it is one.
 */
function solve(goal: Rule, wanted: HardMasses, guess = 0): number | undefined {
  const key = wanted.offCount > 0 ? "off" : "on";
  const massAt = (smoothing: number): DoubleDouble => hardMasses(goal, smoothing)[key];
  const aim = wanted[key];
  if (massAt(guess).high === aim.high) return guess;
  if (massAt(0).high === aim.high) return 0;
  const unit = massAt(1);
  const first = readable(ratio(aim, unit).high);
  // Off-target masses are proportional to the smoothing, except in reparametrised rules.
  if (key === "off" && isSame(massAt(first).high, aim.high)) return first;
  return bisect((smoothing) => massAt(smoothing).high - aim.high);
}

/** 0.15 for 0.15000000000000002: the short decimal within rounding, if there is one. */
function readable(value: number): number {
  const short = Number(value.toPrecision(15));
  return String(short).length <= 12 ? short : value;
}

/** Finds a sign change in [0, 1], to the last bit. */
function bisect(off: (smoothing: number) => number): number | undefined {
  let [low, high] = [0, 1];
  const sign = off(low) < 0;
  if (off(high) < 0 === sign && off(high) !== 0) return undefined;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return Math.abs(off(low)) < Math.abs(off(high)) ? low : high;
    if (off(middle) < 0 === sign) low = middle;
    else high = middle;
  }
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= SAME_FUNCTION.mass * Math.max(Math.abs(a), Math.abs(b));
}

/** Why the goal refuses the smoothing, with the largest that can be converted. */
function illegal(source: Rule, goal: Rule, smoothing: number): string | undefined {
  const { id, options } = goal.record;
  const spec = options.labelSmoothing!;
  const taken = smoothing === 0 || isSmoothed(goal.axesAt(smoothing).smoothingApplies, smoothing);
  if (isLegal(goal, smoothing) && taken) return undefined;
  const says = taken && spec.kind !== "choice" ? `takes ${spec.domain.says}` : "takes that as no smoothing";
  const most = smoothing > 1 ? solve(source, hardMasses(goal, 1)) : undefined;
  const limit = most === undefined ? "" : `: only up to ${most} of ${source.record.id} can be converted`;
  return `labelSmoothing ${smoothing} would be needed, and ${id} ${says}${limit}`;
}

interface Solved {
  readonly rule: Rule;
  readonly smoothing: number;
  readonly masses: HardMasses;
}

function compare(source: Solved, goal: Solved): Conversion {
  const alpha = goal.smoothing;
  const excludesAlike = source.rule.excludes === goal.rule.excludes;
  const zeroed = excludesAlike ? 0 : Math.abs(goal.masses.off.high);
  const residual = Math.max(Math.abs(goal.masses.on.high - source.masses.on.high), zeroed);
  if (zeroed > 0) return { alpha, exact: false, residual, ...zeroedClass(source, goal) };
  // Off-target masses agree to the last digits; the mass on the target is computed as a difference from 1.
  if (Math.abs(goal.masses.on.high - source.masses.on.high) > SAME_FUNCTION.mass) {
    const masses = `${brief(source.masses.on.high)} on the target, ${idOf(goal)} ${brief(goal.masses.on.high)}`;
    const apart = `with the same mass off the target, ${idOf(source)} has ${masses}`;
    const reason = residual < EPSILON_OF_A_SOURCE ? `${apart}: an epsilon in one of the sources` : apart;
    return { alpha, exact: false, residual, reason };
  }
  const constant = entropyTaken(source) - entropyTaken(goal);
  const sight = unlike(source, goal, constant);
  if (sight !== undefined) return { alpha, exact: false, ...sight };
  const shift = constant === 0 ? {} : { constant };
  const where = [
    ...(scopeOf(source) === scopeOf(goal)
      ? []
      : ["two classes with logits [0, x] stand for one label with logit x"]),
    ...new Set([goal, source].flatMap(({ rule }) => linkOf(rule).only ?? [])),
  ].join(", and ");
  if (where !== "") return { alpha, exact: "subspace", where, ...shift };
  return { alpha, exact: constant === 0 ? "value and gradient" : "gradient", ...shift };
}

function brief(value: number): string {
  return String(Number(value.toPrecision(8)));
}

function idOf({ rule }: Solved): string {
  return rule.record.id;
}

function scopeOf({ rule }: Solved): "row" | "label" {
  return linkOf(rule).scope;
}

/** The entropy that a divergence subtracts per row; 0 for a cross entropy. */
function entropyTaken({ rule, smoothing, masses }: Solved): number {
  return rule.axesAt(smoothing).divergence === "cross-entropy" ? 0 : entropy(masses);
}

/**
 * For a side that gives one class no mass. With the logit of that class at -Infinity, the other side over one class fewer
 * is the same function.
 */
function zeroedClass(source: Solved, goal: Solved): Pick<Conversion, "reason" | "instead"> {
  const [excluding, other] = source.rule.excludes ? [source, goal] : [goal, source];
  const { numClasses } = source.rule;
  const reason = `${idOf(excluding)} gives the excluded class no mass, ${idOf(other)} gives it ${brief(other.masses.off.high)}, which its target class lacks`;
  if (other !== goal) return { reason };
  const fewer = solve({ ...goal.rule, numClasses: numClasses - 1 }, source.masses);
  if (fewer === undefined) return { reason };
  const where = `the excluded class is left out of the ${numClasses}, or has probability 0`;
  return { reason, instead: { alpha: fewer, classes: numClasses - 1, where } };
}

/** Axes whose effect on the row losses of the same target has already been accounted for. */
const ACCOUNTED: ReadonlySet<string> = new Set<keyof Axes>([
  ...(["targetRule", "excludedClass", "smoothingApplies", "divergence", "link", "input"] as const),
  ...(["classCount", "classAxis", "softmaxAxis", "zeroMass", "normaliser"] as const),
  ...(["ignoredRows", "weight", "rowLoss", "reduction"] as const),
]);

/** What makes a side another function of its logits than a cross entropy, in words. */
function changesIn({ rule }: Solved): readonly string[] {
  const { link } = rule.axes;
  return changesOf(link).map(
    (part) => `${rule.record.id}: ${inWords(AXES_IN_ENGLISH, "link", { [part]: link[part] })}`,
  );
}

/** Differences on the probe rows that the masses do not explain: an axis that changes the row loss by itself. */
function unlike(
  source: Solved,
  goal: Solved,
  constant: number,
): Pick<Conversion, "residual" | "reason"> | undefined {
  const { offsets, gradient } = probe(source, goal);
  const off = Math.max(...offsets.map((offset) => Math.abs(offset - constant)));
  if (gradient <= SAME_FUNCTION.probe && off <= SAME_FUNCTION.probe * Math.max(1, Math.abs(constant)))
    return undefined;
  const [a, b] = [source.rule.axesAt(source.smoothing), goal.rule.axesAt(goal.smoothing)];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as ReadonlySet<keyof Axes>;
  const axes = [...keys].filter((key) => !ACCOUNTED.has(key) && a[key] !== b[key]);
  const told = [
    ...axes.map(
      (key) =>
        `${AXES_IN_ENGLISH[key].name} (${inWords(AXES_IN_ENGLISH, key, a[key])} / ${inWords(AXES_IN_ENGLISH, key, b[key])})`,
    ),
    ...[source, goal].flatMap(changesIn),
  ].join(", ");
  const isEpsilon = gradient < EPSILON_OF_A_SOURCE && off < EPSILON_OF_A_SOURCE;
  const why = isEpsilon ? "an epsilon in one of the sources" : told || "another function of p";
  return { residual: gradient, reason: `the targets agree, the losses do not: ${why}` };
}
