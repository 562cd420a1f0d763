/**
 * How likely a definition is before any number is seen, so that one that fits for a reason is told from one that fits by
 * chance.
 *
 * Weights are shares of one: of the definition, times that of its options, times that of its smoothing. Chance has a
 * weight too: how likely a loss that nobody knows would lie in the range that the number leaves open. Where no more than
 * a thousandth of all the weight that fits belongs to chance and to other functions, the first function is believed. As the shares
 * add up to one, numbers that come from nowhere are then believed less than once in 1,000 times.
 */
import type { OptionValue, OptionValues } from "../../definition/options.ts";
import type { VariantRecord } from "../../definition/record.ts";
import { MUTANTS } from "../../mutants/index.ts";
import type { Mutant } from "../../mutants/mutant.ts";
import { VARIANTS } from "../../variants/index.ts";
import { rankOf } from "../source-calls.ts";
import type { Narrowing } from "./definition.ts";
import type { Candidate } from "./definitions.ts";
import type { Observed } from "./precision.ts";
import type { Interval } from "./smoothing-interval.ts";

/** What everything else that fits may weigh together, as a share of the first answer. */
export const UNLIKELY = 1e-3;

/** Shares of the smoothings that people choose. */
const CHOSEN = new Map([
  [0.1, 0.5],
  [0, 0.08],
  [0.05, 0.08],
  [0.2, 0.08],
  ...[0.01, 0.02, 0.15, 0.25, 0.3, 0.4, 0.5].map((value): [number, number] => [value, 0.015]),
]);

/** By number of decimals: the share of each smoothing that is none of those. */
const BY_DECIMALS = [0, 1e-3, 1e-3, 3e-5, 5e-7, 5e-8, 5e-9];

/** The share of all smoothings of any number of decimals. */
const ANY = 0.02;

/** @param interval the smoothings that give the number; undefined where it is known */
export function weightOfSmoothing(
  smoothing: number,
  decimals: number,
  { low, high }: Interval,
  narrowing: Narrowing,
): number {
  if (narrowing.options?.labelSmoothing !== undefined) return 1;
  return Math.max(
    CHOSEN.get(smoothing) ?? BY_DECIMALS[decimals] ?? 0,
    ANY * Math.min(1, Math.max(0, high - low)),
  );
}

/** Shares of right definitions and of wrong ones; a mistake that was seen somewhere counts as several. */
const [RIGHT, WRONG, SEEN] = [0.6, 0.4, 10] as const;

const wrongShares = MUTANTS.reduce((sum, { seen }) => sum + (seen === undefined ? 1 : SEEN), 0);

export function weightOfMistake(mutant: Mutant | undefined, observed: Observed): number {
  if (mutant === undefined) return RIGHT;
  // Of gradients only, a mistake may be in the gradient alone.
  if (mutant.isMisled && observed.output === "loss") return 0;
  return (WRONG * (mutant.seen === undefined ? 1 : SEEN)) / wrongShares;
}

/** What each option that differs from its default costs, and a form of the inputs other than the given one. */
const [OTHER_OPTION, OTHER_REDUCTION, OTHER_FORM] = [0.1, 0.5, 0.3] as const;

/** The share of a definition among those that the search was not told to leave out. */
export function weightOfDefinition(candidate: Candidate, narrowing: Narrowing): number {
  const { record, options, derived, hosts } = candidate;
  if (hosts.length > 0) {
    const best = new Map<string, number>();
    for (const host of hosts) {
      const weight = weightOfDefinition(host, narrowing);
      best.set(host.record.id, Math.max(best.get(host.record.id) ?? 0, weight));
    }
    return [...best.values()].reduce((sum, weight) => sum + weight, 0);
  }
  const told: OptionValues = narrowing.options ?? {};
  let weight = 1 / (rankOf(record) + 1) / total(narrowing);
  for (const [name, value] of Object.entries(options)) {
    const byDefault = record.options[name]?.default;
    if (value === undefined || value === byDefault || told[name] !== undefined || name === "numClasses")
      continue;
    if (saysInput(record, name, value)) continue;
    if (name === "reduction") weight *= OTHER_REDUCTION;
    else if (name === "ignoreIndex") weight *= shareOfIndex(Number(value), candidate);
    else weight *= OTHER_OPTION;
  }
  return derived ? weight * OTHER_FORM : weight;
}

/** Whether a choice says what the first input holds, as `fromLogits` does: the sample tells that, so it is no guess. */
function saysInput(record: VariantRecord, name: string, value: OptionValue): boolean {
  const spec = record.options[name];
  return spec?.kind === "choice" && spec.axes[String(value)]?.input !== undefined;
}

/**
 * Sources that must be given a class to leave out are given 0 or 1, that of padding, or none, and less often the last. Any
 * other class is one of those that make a difference: all of them where its mass is left out, else those of some row.
 */
function shareOfIndex(index: number, { record, form }: Candidate): number {
  const { axes, options } = record;
  const isExcluded = axes.excludedClass !== "none";
  const isAsked = isExcluded || options.ignoreIndex?.default === undefined;
  const classes = form.given.shape[form.classAxis] ?? 1;
  if (index <= 1) return isAsked || index < 0 ? 1 : OTHER_OPTION;
  if (isAsked && index === classes - 1) return OTHER_OPTION;
  const rows = form.given.data.length / classes;
  return OTHER_OPTION / (isExcluded ? classes : Math.min(classes, rows));
}

const totals = new Map<string, number>();

function total({ variant = "" }: Narrowing): number {
  const known = totals.get(variant);
  if (known !== undefined) return known;
  const among = VARIANTS.filter(({ id }) => variant === "" || id === variant);
  const sum = among.reduce((all, record) => all + 1 / (rankOf(record) + 1), 0);
  totals.set(variant, sum);
  return sum;
}

/** Losses that nobody knows lie about the known ones, within their size. */
const SPREAD = 1;

/** Further numbers of one call tell about as much as the first, since each row has its own. */
const MOST_NUMBERS = 6;

/** How likely a loss that nobody knows would lie in the range that the numbers leave open. */
export function weightOfChance({ output, values, tolerance, written }: Observed): number {
  const seen = new Set<number>();
  let [chance, count] = [1, 0];
  for (let i = 0; i < values.length && count < MOST_NUMBERS; i += 1) {
    // Rows may be alike; of a gradient, it is the pattern that tells.
    if (written[i] === 0 || (output === "loss" && seen.has(written[i]!))) continue;
    seen.add(written[i]!);
    count += 1;
    chance *= Math.min(1, (2 * tolerance[i]!) / (SPREAD * Math.abs(values[i]!)));
  }
  return chance;
}
