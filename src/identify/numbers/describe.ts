/** Puts what the search found into the form that `identify` returns. */

import type { OptionValue } from "../../definition/options.ts";
import { refuse } from "../../math/errors.ts";
import type { Candidate } from "./definitions.ts";
import type { Family, Fit } from "./families.ts";
import type { Observed } from "./precision.ts";
import type { FoundFunction } from "./search.ts";

/** Options by the variants' names. */
type Options = { readonly [name: string]: OptionValue };

/** One definition that gives the numbers. */
export interface Match {
  readonly variant: string;
  /** The options with which it does, labelSmoothing first; options that the numbers do not tell are left out. */
  readonly options: Options;
  /** Distance from the numbers in steps of their format; large where few digits are given. */
  readonly worstUlp: number;
  /** The mistake, if the definition is a variant with one. */
  readonly mutant?: { readonly id: string; readonly says: string; readonly seen?: string };
  /** Other names of the same function. */
  readonly sameAs: readonly { readonly variant: string; readonly options: Options }[];
}

/**
 * @param isOpen whether the numbers may leave options open: then those are left out that members do not share
 * @param targets class indices that were a target. Default: those of the call.
 */
export function matchOf({ fits }: Pick<Family, "fits">, isOpen: boolean, targets?: readonly number[]): Match {
  const right = fits.filter(({ candidate }) => candidate.mutant === undefined);
  const shown = right.length > 0 ? right : fits;
  const [head] = shown as readonly [Fit, ...Fit[]];
  const { record, mutant } = head.candidate;
  // A variant may be the same function at another smoothing under other options.
  const seen = new Set([nameOf(head)]);
  const others = shown.filter((fit) => !seen.has(nameOf(fit)) && seen.add(nameOf(fit)));
  return {
    variant: record.id,
    options: shownOptions(head, shown, isOpen, targets),
    worstUlp: head.worstUlp,
    ...(mutant === undefined
      ? {}
      : {
          mutant: {
            id: mutant.id,
            says: mutant.says,
            ...(mutant.seen === undefined ? {} : { seen: mutant.seen }),
          },
        }),
    sameAs: others.map((fit) => ({
      variant: fit.candidate.record.id,
      options: shownOptions(fit, shown, isOpen, targets),
    })),
  };
}

function nameOf({ candidate, smoothing }: Fit): string {
  return `${candidate.record.id} ${smoothing}`;
}

function shownOptions(
  { candidate, smoothing }: Fit,
  fits: readonly Fit[],
  isOpen: boolean,
  targets: readonly number[] | undefined,
): Options {
  const agreeing = fits.filter((fit) => fit.smoothing === smoothing).map((fit) => fit.candidate);
  const alike = [...agreeing, ...candidate.hosts].filter(({ record }) => record === candidate.record);
  const isTold = (name: string): boolean =>
    (!isOpen || alike.every(({ options }) => options[name] === candidate.options[name])) &&
    (name !== "ignoreIndex" || isHeard(candidate, targets));
  const said = Object.entries(candidate.options).filter(
    (entry): entry is [string, OptionValue] => entry[1] !== undefined && isTold(entry[0]),
  );
  return { ...(smoothing === undefined ? {} : { labelSmoothing: smoothing }), ...Object.fromEntries(said) };
}

/** Whether it matters which class is ignored: to all rows, or to one whose target is that class or the default. */
function isHeard(
  { record, options, form }: Candidate,
  targets: ArrayLike<number> = form.target.data,
): boolean {
  const named = [options.ignoreIndex, record.options.ignoreIndex?.default].map(Number);
  return record.axes.excludedClass !== "none" || Array.from(targets).some((index) => named.includes(index));
}

export function refuseDigits(
  { digits, output }: Observed,
  functions: readonly FoundFunction[],
  answers: number,
): never {
  const fitting = functions.flatMap(({ intervals }) =>
    intervals.map(({ low, high }) => Math.max(1, (high - low) * 100)),
  );
  const accidental = fitting.reduce((sum, count) => sum + count, 0);
  const needed = digits + Math.max(1, Math.ceil(Math.log10(accidental)));
  refuse(
    output,
    `expected at least ${needed} digits, got ${digits}, which ${answers} different losses give. The loss of each row, or options that are known, would help, too`,
  );
}
