/**
 * Candidates that gave the same numbers, sorted into families: the members of one compute the same function, so no
 * input tells them apart; two families are told apart by the probe.
 */
import { evaluate } from "../../math/evaluate.ts";
import type { Evaluation } from "../../math/evaluation.ts";
import type { ReadSample } from "../sample.ts";
import { CallForms, classAxesOf } from "./call-forms.ts";
import { attempt, type Candidate, inputName } from "./definitions.ts";
import { type ProbeSample, probeSample } from "./probe-sample.ts";

/** A candidate at a smoothing that gives the numbers. */
export interface Fit {
  readonly candidate: Candidate;
  /** Undefined where the numbers do not depend on it. */
  readonly smoothing: number | undefined;
  readonly decimals: number;
  readonly worstUlp: number;
}

export interface Family {
  /** Most likely first. */
  readonly fits: readonly Fit[];
  /** Losses on the probe. */
  readonly onProbe: readonly number[];
}

/**
 * Share by which losses on a probe differ that no rounding makes differ; and the most by which they may where the
 * numbers are not known that well, as sources differ that add an epsilon.
 */
const [APART, FAR_APART] = [1e-9, 1e-6] as const;

/** Stands in for a smoothing that the numbers do not tell. */
const ANY_SMOOTHING = 0.1;

export interface Sorted {
  readonly families: readonly Family[];
  readonly probe: ReadSample;
}

/** Sorts fits, which come most likely first; so do the families. @param precision to which the numbers are known, as a share */
export function sortIntoFamilies(
  fits: readonly Fit[],
  sample: ReadSample,
  isOneRow: boolean,
  precision: number,
): Sorted {
  const apart = Math.min(FAR_APART, Math.max(APART, precision));
  const ignored = fits.flatMap(({ candidate }) => {
    const { ignoreIndex, excludedClass } = candidate.at(ANY_SMOOTHING);
    return [ignoreIndex, excludedClass].filter((index) => index !== undefined);
  });
  const probe = probeSample(sample, [...new Set(ignored)], isOneRow);
  const families: { fits: Fit[]; onProbe: readonly number[] }[] = [];
  for (const fit of fits) {
    const onProbe = lossesOn(probe, fit) ?? [];
    const family = families.find((other) => isAlike(other.onProbe, onProbe, apart));
    if (family === undefined) families.push({ fits: [fit], onProbe });
    else family.fits.push(fit);
  }
  return { families, probe: probe.sample };
}

/** What a fit gives on the probe, gradients aside; undefined where it refuses the call. */
function lossesOn(
  probe: ProbeSample,
  { candidate, smoothing = ANY_SMOOTHING }: Fit,
): readonly number[] | undefined {
  const evaluation = onProbe(probe, candidate);
  if (evaluation === undefined) return undefined;
  const at = { ...evaluation, labelSmoothing: smoothing };
  const { mutant } = candidate;
  const loss = mutant === undefined ? evaluate(at, { gradient: false }).loss : mutant.answer(at)?.loss;
  return loss && [...loss.data];
}

function onProbe({ sample, optionsFor }: ProbeSample, candidate: Candidate): Evaluation | undefined {
  const { record, options, way, weighted } = candidate;
  const [classAxis] = classAxesOf(sample);
  if (classAxis === undefined) return undefined;
  const given = optionsFor(options);
  const forms = new CallForms(sample, classAxis).forms(inputName(record, given), way.targetKind);
  const form = forms[way.form];
  const weight = record.weightName === undefined ? undefined : sample[record.weightName];
  return form === undefined ? undefined : attempt(record, given, form, weighted ? weight : undefined);
}

function isAlike(a: readonly number[], b: readonly number[], apart: number): boolean {
  return (
    a.length === b.length &&
    a.every((value, i) => Math.abs(value - b[i]!) <= apart * Math.max(1, Math.abs(value)))
  );
}
