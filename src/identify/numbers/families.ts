/**
 * Candidates that gave the same numbers, sorted into families: the members of one compute the same function, so no
 * input tells them apart; two families are told apart by the probe.
 */
import type { OutputName } from "../../compare/tolerances.ts";
import { evaluate } from "../../loss/evaluate.ts";
import type { LossCall } from "../../loss/loss-call.ts";
import type { FloatArray } from "../../math/dtypes.ts";
import type { ReadSample } from "../sample.ts";
import { type CallForm, CallForms } from "./call-forms.ts";
import { classAxesOf } from "./class-axes.ts";
import { attempt, type Candidate, inputName, scopeOf } from "./definitions.ts";
import { type ProbeSample, probeSample } from "./probe-sample.ts";

/** A candidate at a smoothing that gives the numbers. */
export interface Fit {
  readonly candidate: Candidate;
  /** The smoothing; undefined where the numbers do not depend on it. */
  readonly smoothing: number | undefined;
  readonly decimals: number;
  readonly worstUlp: number;
  /** Whether the numbers are these cut off after their last digit, and not rounded. */
  readonly isCutOff: boolean;
  /** How likely it was before the numbers were seen, as a share of one. */
  readonly weight: number;
}

/** Losses, a gradient, or both; an output is empty where a fit refuses the call. */
type Outputs = { readonly [output in OutputName]?: Float64Array };

export interface Family {
  /** Most likely first. */
  readonly fits: readonly Fit[];
  /** How likely it was before the numbers were seen: that of its definitions together. */
  readonly weight: number;
  /** What its members give on the probe, except those of `here`. */
  readonly onProbe: Outputs;
  /** The likeliest members of families that are the same function only for this number of classes, and so are part of it. */
  readonly here?: Family;
}

/**
 * Share by which losses on a probe differ that no rounding makes differ; and the most by which they may where the
 * numbers are not known that well, as sources differ that add an epsilon.
 */
const [APART, FAR_APART] = [1e-9, 1e-6] as const;

/** The smoothing that is used where the numbers do not tell it. */
export const ANY_SMOOTHING = 0.1;

export interface Sorted {
  readonly families: readonly Family[];
  readonly probe: ReadSample;
}

interface Sorting {
  readonly isOneRow: boolean;
  /** The relative precision of the numbers. */
  readonly precision: number;
  /** The outputs in which members of a family must agree. */
  readonly outputs: readonly OutputName[];
}

/** Sorts fits, which come most likely first; so do the families. */
export function sortIntoFamilies(
  fits: readonly Fit[],
  sample: ReadSample,
  { isOneRow, precision, outputs }: Sorting,
): Sorted {
  const apart = Math.min(FAR_APART, Math.max(APART, precision));
  const ignored = fits.flatMap(({ candidate }) => {
    const { ignoreIndex, excludedClass } = candidate.at(ANY_SMOOTHING);
    return [ignoreIndex, excludedClass].filter((index) => index !== undefined);
  });
  const sorted = (among: readonly Family[], { sample: other, optionsFor }: ProbeSample): Grown[] => {
    const families: Grown[] = [];
    for (const family of among) {
      const answer = answerOn(other, family.fits[0]!, optionsFor);
      const onProbe = Object.fromEntries(
        outputs.map((output) => [output, Float64Array.from(answer[output] ?? [])]),
      );
      const found = families.find((known) =>
        outputs.every((output) => isAlike(known.onProbe[output]!, onProbe[output]!, apart)),
      );
      if (found === undefined) families.push({ ...family, fits: [...family.fits], onProbe, joined: [] });
      else {
        found.fits.push(...family.fits);
        found.joined.push(family);
      }
    }
    return families;
  };
  const probe = probeSample(sample, [...new Set(ignored)], isOneRow, false);
  const families = sorted(
    fits.map((fit) => ({ fits: [fit], weight: fit.weight, onProbe: {} })),
    probe,
  );
  const here = sorted(families, probeSample(sample, [...new Set(ignored)], isOneRow, true));
  const apartOnProbe = new Map(families.map((family) => [family.fits[0], family]));
  return {
    families: here.map(({ fits: members, joined }) => {
      const isRight = ({ fits }: Family): boolean =>
        fits.some(({ candidate }) => candidate.mutant === undefined);
      const other = joined.find(isRight) ?? joined[0];
      return {
        fits: members,
        weight: weightOf(members),
        onProbe: apartOnProbe.get(members[0])!.onProbe,
        ...(other === undefined ? {} : { here: apartOnProbe.get(other.fits[0])! }),
      };
    }),
    probe: probe.sample,
  };
}

/** Each definition counts once with the same options, whatever the form of its inputs. */
function weightOf(fits: readonly Fit[]): number {
  const best = new Map<string, number>();
  for (const { candidate, smoothing, weight } of fits) {
    const { mutant, record, options } = candidate;
    const name = `${mutant?.id} ${record.id} ${smoothing} ${JSON.stringify(options)}`;
    best.set(name, Math.max(best.get(name) ?? 0, weight));
  }
  return [...best.values()].reduce((sum, weight) => sum + weight, 0);
}

interface Grown extends Family {
  readonly fits: Fit[];
  readonly joined: Family[];
}

/** A candidate on another sample; undefined where it refuses the call. */
export function callOn(
  sample: ReadSample,
  { record, options: own, way, weighted }: Pick<Candidate, "record" | "options" | "way" | "weighted">,
  optionsFor: ProbeSample["optionsFor"],
): { readonly lossCall: LossCall; readonly form: CallForm } | undefined {
  const [classAxis] = classAxesOf(sample);
  if (classAxis === undefined) return undefined;
  const options = optionsFor(own);
  const forms = new CallForms(sample, classAxis);
  const form = forms.forms(inputName(record, options), way.targetKind, scopeOf(record))[way.form];
  const weight = record.weightName === undefined || !weighted ? undefined : sample[record.weightName];
  const lossCall = form && attempt(record, options, form, weight);
  return lossCall && { lossCall, form: form! };
}

/** What a fit gives on another sample; empty where it refuses the call. */
export function answerOn(
  sample: ReadSample,
  { candidate, smoothing = ANY_SMOOTHING }: Fit,
  optionsFor: ProbeSample["optionsFor"] = (options) => options,
): { readonly [output in OutputName]?: FloatArray } {
  const asked = callOn(sample, candidate, optionsFor);
  if (asked === undefined) return {};
  const lossCall = { ...asked.lossCall, labelSmoothing: smoothing };
  const { mutant } = candidate;
  const answer = mutant === undefined ? evaluate(lossCall) : mutant.answer(lossCall);
  return answer === undefined
    ? {}
    : { loss: answer.loss.data, gradient: asked.form.pullBack(answer.gradient.data) };
}

function isAlike(a: Float64Array, b: Float64Array, apart: number): boolean {
  return (
    a.length === b.length &&
    a.every((value, i) => Math.abs(value - b[i]!) <= apart * Math.max(1, Math.abs(value)))
  );
}
