/**
 * Candidates that gave the same numbers, sorted into families: the members of one compute the same function, so no
 * input tells them apart; two families are told apart by the probe.
 */
import type { OutputName } from "../../compare/tolerances.ts";
import { evaluate } from "../../loss/evaluate.ts";
import type { LossCall } from "../../loss/loss-call.ts";
import type { ReadSample } from "../sample.ts";
import { type CallForm, CallForms } from "./call-forms.ts";
import { classAxesOf } from "./class-axes.ts";
import { attempt, type Candidate, inputName, scopeOf } from "./definitions.ts";
import { type ProbeSample, probeSample } from "./probe-sample.ts";

/** A candidate at a smoothing that gives the numbers. */
export interface Fit {
  readonly candidate: Candidate;
  /** Undefined where the numbers do not depend on it. */
  readonly smoothing: number | undefined;
  readonly decimals: number;
  readonly worstUlp: number;
}

/** Losses, a gradient, or both; an output that a fit has not, since it refuses the call, has no numbers. */
type OnProbe = { readonly [output in OutputName]?: readonly number[] };

export interface Family {
  /** Most likely first. */
  readonly fits: readonly Fit[];
  /** What its members give on the probe. */
  readonly onProbe: OnProbe;
}

/**
 * Share by which losses on a probe differ that no rounding makes differ; and the most by which they may where the
 * numbers are not known that well, as sources differ that add an epsilon.
 */
const [APART, FAR_APART] = [1e-9, 1e-6] as const;

/** Stands in for a smoothing that the numbers do not tell. */
export const ANY_SMOOTHING = 0.1;

export interface Sorted {
  readonly families: readonly Family[];
  readonly probe: ReadSample;
}

interface Sorting {
  readonly isOneRow: boolean;
  /** To which the numbers are known, as a share. */
  readonly precision: number;
  /** In which of them members of a family must agree. */
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
  const probe = probeSample(sample, [...new Set(ignored)], isOneRow);
  const families: { fits: Fit[]; onProbe: OnProbe }[] = [];
  for (const fit of fits) {
    const answer = answerOn(probe, fit);
    const found = Object.fromEntries(outputs.map((output) => [output, answer[output] ?? []]));
    const family = families.find((other) =>
      outputs.every((output) => isAlike(other.onProbe[output]!, found[output]!, apart)),
    );
    if (family === undefined) families.push({ fits: [fit], onProbe: found });
    else family.fits.push(fit);
  }
  return { families, probe: probe.sample };
}

/** What a fit gives on the probe; nothing where it refuses the call. */
function answerOn(probe: ProbeSample, { candidate, smoothing = ANY_SMOOTHING }: Fit): OnProbe {
  const asked = onProbe(probe, candidate);
  if (asked === undefined) return {};
  const { lossCall, form } = asked;
  const at = { ...lossCall, labelSmoothing: smoothing };
  const { mutant } = candidate;
  const answer = mutant === undefined ? evaluate(at) : mutant.answer(at);
  if (answer === undefined) return {};
  return { loss: [...answer.loss.data], gradient: [...form.pullBack(answer.gradient.data)] };
}

function onProbe(
  { sample, optionsFor }: ProbeSample,
  candidate: Candidate,
): { readonly lossCall: LossCall; readonly form: CallForm } | undefined {
  const { record, options, way, weighted } = candidate;
  const [classAxis] = classAxesOf(sample);
  if (classAxis === undefined) return undefined;
  const given = optionsFor(options);
  const forms = new CallForms(sample, classAxis).forms(
    inputName(record, given),
    way.targetKind,
    scopeOf(record),
  );
  const form = forms[way.form];
  const weight = record.weightName === undefined ? undefined : sample[record.weightName];
  if (form === undefined) return undefined;
  const lossCall = attempt(record, given, form, weighted ? weight : undefined);
  return lossCall && { lossCall, form };
}

function isAlike(a: readonly number[], b: readonly number[], apart: number): boolean {
  return (
    a.length === b.length &&
    a.every((value, i) => Math.abs(value - b[i]!) <= apart * Math.max(1, Math.abs(value)))
  );
}
