/** Puts what the search found into the form that `identify` returns. */

import type { OptionValue } from "../../definition/options.ts";
import { MUTANTS } from "../../mutants/index.ts";
import { holdsIndices } from "../derive-input.ts";
import type { ReadSample } from "../sample.ts";
import { sourceCall } from "../source-calls.ts";
import { type Candidate, inputName } from "./definitions.ts";
import type { Family, Fit } from "./families.ts";

/** Options by the variants' names. */
type Options = { readonly [name: string]: OptionValue };

/** One definition that gives the numbers. */
export interface Match {
  /** As people write it: `PyTorch CrossEntropyLoss(label_smoothing=0.1)`. */
  readonly call: string;
  readonly variant: string;
  /**
   * The options with which it does, labelSmoothing first. Those that the numbers do not tell are left out, unless the
   * source must be given one.
   */
  readonly options: Options;
  /** Distance from the numbers in steps of their format; large where few digits are given. */
  readonly worstUlp: number;
  /** The mistake, if the definition is a variant with one. */
  readonly mutant?: { readonly id: string; readonly says: string; readonly seen?: string };
  /** Other names of the same function. */
  readonly sameAs: readonly { readonly call: string; readonly variant: string; readonly options: Options }[];
  /** What the definition is given other than the sample itself, such as `log_softmax(logits)`. */
  readonly given: readonly string[];
}

/**
 * @param isOpen whether the numbers may leave options open: then those are left out that members do not share
 * @param targets class indices that were a target. Default: those of the call.
 */
export function matchOf(
  { fits }: Pick<Family, "fits">,
  isOpen: boolean,
  sample: ReadSample,
  targets?: readonly number[],
): Match {
  const right = fits.filter(({ candidate }) => candidate.mutant === undefined);
  const shown = right.length > 0 ? right : [...fits].sort((a, b) => placeOf(a) - placeOf(b));
  const head = shown[0]!;
  const { mutant } = head.candidate;
  // A variant may be the same function at another smoothing under other options.
  const seen = new Set([nameOf(head)]);
  const others = shown.filter((fit) => !seen.has(nameOf(fit)) && seen.add(nameOf(fit)));
  const named = (fit: Fit): Match["sameAs"][number] => {
    const { record } = fit.candidate;
    const options = shownOptions(fit, shown, isOpen, targets);
    return { call: sourceCall(record, options), variant: record.id, options };
  };
  return {
    ...named(head),
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
    sameAs: others.map(named),
    given: givenTo(head.candidate, sample),
  };
}

/** Mistakes that are one function here: the simplest comes first in the list of all. */
function placeOf({ candidate: { mutant } }: Fit): number {
  return mutant === undefined ? 0 : MUTANTS.indexOf(mutant);
}

const DERIVED = { logits: "log_softmax", logProbs: "log_softmax", probs: "softmax" } as const;

/** What differs from the sample, so that two ways of calling one definition are told apart. */
function givenTo(
  { record, options, derived, way, weighted }: Candidate,
  sample: ReadSample,
): readonly string[] {
  const { holds, weight, sampleWeight } = sample;
  const isIndices = holdsIndices(sample);
  const unweighted = (weight ?? sampleWeight) !== undefined && record.weightName !== undefined && !weighted;
  return [
    ...(derived ? [`${DERIVED[inputName(record, options)]}(${holds})`] : []),
    ...(isIndices && way.targetKind === "distribution" ? ["one_hot(target)"] : []),
    ...(!isIndices && way.targetKind === "indices" ? ["argmax(target)"] : []),
    ...(unweighted ? ["no weights"] : []),
  ];
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
  const isRequired = (name: string): boolean => {
    const spec = candidate.record.options[name];
    return spec?.kind !== "choice" && spec?.default === undefined && spec?.optional === undefined;
  };
  const isTold = (name: string): boolean =>
    isRequired(name) ||
    ((!isOpen || alike.every(({ options }) => options[name] === candidate.options[name])) &&
      (name !== "ignoreIndex" || isHeard(candidate, targets)));
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
