/** Searches one answer, and holds the definitions that give it to all the others. */
import type { Axes } from "../loss/axes.ts";
import type { Tensor } from "../math/tensor.ts";
import { worstUnits } from "./answers-off.ts";
import { fitsOf } from "./numbers/choose-fits.ts";
import type { Candidate } from "./numbers/definitions.ts";
import type { Fit } from "./numbers/families.ts";
import { misledOf } from "./numbers/mutations.ts";
import { observe } from "./numbers/precision.ts";
import { search, stagesOf } from "./numbers/search.ts";
import { given, type ProbeAnswer, sampleOf, targetsOf } from "./probe-answers.ts";
import type { ReadSample } from "./sample.ts";

/** How many decimals a smoothing may have, the fewest first; every other answer must agree. */
const DECIMALS = [2, 4, 8, 20];

/** A definition that gives all answers. */
export interface Confirmed extends Fit {
  readonly sample: ReadSample;
  /** Whether it also explains the answers to targets that name no class. */
  readonly explainsOutside: boolean;
}

export interface Search {
  readonly confirmed: (kind: "right" | "wrong", withGradients: boolean) => readonly Confirmed[];
  /** Definitions with the right loss whose gradient has a known mistake. */
  readonly misled: () => readonly Confirmed[];
}

/**
 * Undefined where no answer has finite losses that can be searched.
 *
 * @param checkTime called between two steps; it throws where the time is up
 */
export function searchOf(
  answers: readonly ProbeAnswer[],
  holds: Axes["input"],
  weight: Tensor | undefined,
  checkTime: () => void,
): Search | undefined {
  const finite = answers.filter(
    ({ probe, loss }) =>
      probe.name !== "confident" && probe.name !== "outside-target" && loss.data.every(Number.isFinite),
  );
  const isProbabilities = ({ probe }: ProbeAnswer): boolean => probe.name === "probabilities";
  const answer = (holds === "probs" ? finite.find(isProbabilities) : undefined) ?? finite[0];
  if (answer === undefined) return undefined;
  const { probe, loss } = answer;
  const sample = sampleOf(probe, holds, weight);
  const observed = observe("loss", loss.data, { own: loss.dtype, judged: "reference" });
  const narrowing = { options: given(probe), targets: targetsOf(answers) };
  const stages = stagesOf(search(sample, observed, narrowing, checkTime));
  const confirm = (fit: Fit, withGradients: boolean): Confirmed[] => {
    checkTime();
    const worst = (outside: boolean): number | undefined =>
      worstUnits(fit, answers, { holds, weight, withGradients, outside });
    const worstUlp = worst(false);
    return worstUlp === undefined
      ? []
      : [{ ...fit, worstUlp, sample, explainsOutside: worst(true) !== undefined }];
  };
  const confirmed: Search["confirmed"] = (kind, withGradients) => {
    const may = ({ record, derived, weighted, mutant }: Candidate): boolean =>
      (mutant === undefined) === (kind === "right") &&
      (!derived || (holds === "logits" && record.axes.link.probabilities === "given-logs")) &&
      (weight === undefined || weighted);
    for (const stage of stages) {
      const functions = stage().functions.map((one) => ({ ...one, members: one.members.filter(may) }));
      for (const most of DECIMALS) {
        const fits = functions.flatMap((one) => fitsOf(one, observed, narrowing, most));
        const found = fits.flatMap(hostedBy).flatMap((fit) => confirm(fit, withGradients));
        if (found.length > 0) return found;
      }
    }
    return [];
  };
  const misled = (): readonly Confirmed[] =>
    confirmed("right", false).flatMap((fit) =>
      [...misledOf([fit.candidate])].flatMap((candidate) => confirm({ ...fit, candidate }, true)),
    );
  return { confirmed, misled };
}

/** A mistake, in each of the definitions in which it may have been made. */
function hostedBy(fit: Fit): readonly Fit[] {
  const { candidate } = fit;
  if (candidate.mutant === undefined) return [fit];
  return candidate.hosts.map(({ record, options, way, weighted, derived, form }) => ({
    ...fit,
    candidate: { ...candidate, record, options, way, weighted, derived, form },
  }));
}
