/**
 * Finds the loss that gave several answers: one answer is searched, and the definitions found must give all the others.
 * This identifies graphs, modules and programs; `identify` itself searches numbers.
 */
import { errorInUnits, unitOf } from "../compare/metrics.ts";
import { type OutputName, toleranceRow } from "../compare/tolerances.ts";
import type { OptionValues } from "../definition/options.ts";
import type { Axes } from "../loss/axes.ts";
import { evaluate } from "../loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../loss/loss-call.ts";
import { magnitudes } from "../loss/magnitudes.ts";
import type { FloatArray } from "../math/dtypes.ts";
import { sizeOf, type Tensor } from "../math/tensor.ts";
import type { Mutant } from "../mutants/mutant.ts";
import type { Roles } from "../onnx/roles.ts";
import { CORE_VARIANTS } from "../variants/index.ts";
import type { Probe } from "./graph-probes.ts";
import { fitsOf, likeliestFirst } from "./numbers/choose-fits.ts";
import type { Candidate } from "./numbers/definitions.ts";
import { type Match, matchOf } from "./numbers/describe.ts";
import { ANY_SMOOTHING, callOn, type Family, type Fit, sortIntoFamilies } from "./numbers/families.ts";
import { misledOf } from "./numbers/mutations.ts";
import { outputOf } from "./numbers/outputs.ts";
import { observe } from "./numbers/precision.ts";
import { type Found, search } from "./numbers/search.ts";
import { FIRST_INPUTS, type ReadSample } from "./sample.ts";

/** A call and its answer. */
export interface ProbeAnswer {
  readonly probe: Probe;
  readonly loss: Tensor;
  readonly gradient?: Tensor;
}

/** The value of an option that the program takes with every call. */
export const GIVEN = "input";

export type FoundOption = number | string | boolean | readonly number[];

export interface AnswersMatch extends Omit<Match, "options"> {
  /** By the variant's names; an option that the program takes with every call is "input". */
  readonly options: { readonly [name: string]: FoundOption };
  /** It applies the log-softmax that the variant leaves to its caller. */
  readonly takesLogits?: true;
}

export interface AnswersIdentity {
  /** Best first. */
  readonly matches: readonly AnswersMatch[];
  /** Whether another match is as good as the first. */
  readonly ambiguous: boolean;
  /** Set if the gradients are not those of the matches and no known mistake explains them. */
  readonly gradient?: "differs";
  readonly second?: Mutant;
}

/** Most matches that are returned. */
const MOST_MATCHES = 8;

/** How many decimals a smoothing may have, the fewest first; every other answer must agree. */
const DECIMALS = [2, 4, 8, 20];

/** @param weights vectors that may be class weights */
export function identifyAnswers(
  answers: readonly ProbeAnswer[],
  roles: Roles,
  weights: readonly Float64Array[],
): AnswersIdentity {
  const { dtype } = answers[0]!.probe.input;
  const tensors = weights.map((data): Tensor => ({ dtype, shape: [data.length], data }));
  const searches = [undefined, ...tensors].flatMap((weight) =>
    FIRST_INPUTS.flatMap((holds) => searchOf(answers, holds, weight) ?? []),
  );
  const first = (look: (one: Search) => readonly Confirmed[]): readonly Confirmed[] => {
    for (const one of searches) {
      const found = look(one);
      if (found.length > 0) return found;
    }
    return [];
  };
  const whole = [
    () => first((one) => one.confirmed("right", true)),
    () => first((one) => one.misled()),
    () => first((one) => one.confirmed("wrong", true)),
  ];
  for (const look of whole) {
    const found = look();
    if (found.length > 0) return identityOf(found, answers, roles);
  }
  if (!answers.some(({ gradient }) => gradient !== undefined)) return { matches: [], ambiguous: false };
  // The loss may be a known one where the gradient is not.
  for (const kind of ["right", "wrong"] as const) {
    const found = first((one) => one.confirmed(kind, false));
    if (found.length === 0) continue;
    const losses = answers.map(({ gradient: _, ...answer }) => answer);
    const second = secondMistake(found[0]!, answers);
    return {
      ...identityOf(found, losses, roles),
      gradient: "differs",
      ...(second === undefined ? {} : { second }),
    };
  }
  return { matches: [], ambiguous: false };
}

/** A definition that gives all answers. */
interface Confirmed extends Fit {
  readonly sample: ReadSample;
  /** Whether it also explains the answers to targets that name no class. */
  readonly explainsOutside: boolean;
}

interface Search {
  readonly confirmed: (kind: "right" | "wrong", withGradients: boolean) => readonly Confirmed[];
  /** Definitions with the right loss whose gradient has a known mistake. */
  readonly misled: () => readonly Confirmed[];
}

/** Undefined where no answer has finite losses that can be searched. */
function searchOf(
  answers: readonly ProbeAnswer[],
  holds: Axes["input"],
  weight: Tensor | undefined,
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
  const observed = observe("loss", loss.data, undefined, loss.dtype, "reference");
  const stages = stagesOf(search(sample, observed, { options: given(probe), targets: targetsOf(answers) }));
  const confirm = (fit: Fit, withGradients: boolean): Confirmed[] => {
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
        const fits = functions.flatMap((one) => fitsOf(one, observed, most, probe.labelSmoothing));
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

/** Stages of a search, from the likely definitions to all; each is computed when it is first asked for. */
function stagesOf(first: Found): readonly (() => Found)[] {
  const steps: ((found: Found) => Found)[] = [
    (found) => found,
    (found) => found.withCostly(),
    (found) => found.withUnusual(),
    (found) => found.withNumbered(),
    (found) => found.withOpaque(),
  ];
  const made: Found[] = [];
  return steps.map((step, i) => () => (made[i] ??= step(i === 0 ? first : made[i - 1]!)));
}

function sampleOf(
  { input, target, weight: own, sampleWeight }: Probe,
  holds: Axes["input"],
  weight: Tensor | undefined,
): ReadSample {
  return { holds, input, target, weight: own ?? weight, sampleWeight, loss: undefined, gradient: undefined };
}

/** Class indices that occur as targets in any of the calls. */
function targetsOf(answers: readonly ProbeAnswer[]): readonly number[] {
  const indices = answers.filter(({ probe }) => probe.target.dtype === "int64");
  return [...new Set(indices.flatMap(({ probe }) => [...probe.target.data]))];
}

/** The options that a call itself gives. */
function given({ labelSmoothing, ignoreIndex }: Probe): OptionValues {
  return {
    ...(labelSmoothing === undefined ? {} : { labelSmoothing }),
    ...(ignoreIndex === undefined ? {} : { ignoreIndex }),
  };
}

interface Comparing {
  readonly holds: Axes["input"];
  readonly weight: Tensor | undefined;
  readonly withGradients: boolean;
  /** Whether these are the calls with a target that names no class, which most sources refuse, or all others. */
  readonly outside: boolean;
}

/** The largest error over all answers; undefined where an answer does not fit, or there is none. */
function worstUnits(
  fit: Fit,
  answers: readonly ProbeAnswer[],
  { holds, weight, withGradients, outside }: Comparing,
): number | undefined {
  const among = answers.filter(({ probe }) => (probe.name === "outside-target") === outside);
  let worst = 0;
  for (const { probe, loss, gradient } of among) {
    const units = unitsOff(fit, sampleOf(probe, holds, weight), {
      probe,
      loss,
      ...(withGradients && gradient !== undefined ? { gradient } : {}),
    });
    if (units === undefined) return undefined;
    worst = Math.max(worst, units);
  }
  return among.length === 0 ? undefined : worst;
}

function unitsOff(
  { candidate, smoothing }: Fit,
  sample: ReadSample,
  { probe, loss, gradient }: ProbeAnswer,
): number | undefined {
  const { record } = candidate;
  const { labelSmoothing = smoothing ?? ANY_SMOOTHING, ignoreIndex } = probe;
  if (ignoreIndex !== undefined && !("ignoreIndex" in record.options)) return undefined;
  const name = sample.sampleWeight === undefined ? "weight" : "sampleWeight";
  const weighted = sample[name] !== undefined;
  if (weighted && record.weightName !== name) return undefined;
  const asked = callOn(sample, { ...candidate, weighted }, (options) => ({
    ...options,
    ...(ignoreIndex === undefined ? {} : { ignoreIndex }),
  }));
  if (asked === undefined) return undefined;
  const lossCall = { ...asked.lossCall, labelSmoothing };
  const result = attempt(candidate.mutant, lossCall);
  if (result === undefined) return undefined;
  const scales = magnitudes(lossCall);
  const lossScales = Float64Array.from(scales.loss, (value, i) => value + scales.logits[i]!);
  const off = Math.max(
    outputError("loss", loss, result.loss, lossScales),
    gradient === undefined
      ? 0
      : outputError(
          "gradient",
          gradient,
          { ...result.gradient, data: asked.form.pullBack(result.gradient.data) },
          scales.gradient,
        ),
  );
  return off === Number.POSITIVE_INFINITY ? undefined : off;
}

/** The answer of a mutant; undefined where its mistake has no effect or makes no sense for these inputs. */
function attempt(mutant: Mutant | undefined, lossCall: LossCall): LossAndGradient | undefined {
  try {
    return mutant?.answer(lossCall) ?? evaluate(lossCall);
  } catch {
    return undefined;
  }
}

/** Units of error; Infinity beyond the tolerance for the references themselves. */
function outputError(name: OutputName, got: Tensor, expected: Tensor, scales: FloatArray): number {
  if (sizeOf(got.shape) !== sizeOf(expected.shape)) return Number.POSITIVE_INFINITY;
  const type = got.dtype === "float64" ? "float64" : "float32";
  const { floor } = toleranceRow("reference", type, name);
  let worst = 0;
  for (let i = 0; i < got.data.length; i += 1) {
    const [a, b] = [got.data[i]!, expected.data[i]!];
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) continue;
    const scale = scales[i] ?? 0;
    const units = Number.isFinite(scale)
      ? errorInUnits(a, b, 0, unitOf(name, type, b, scale))
      : Number.POSITIVE_INFINITY;
    if (!(units <= floor)) return Number.POSITIVE_INFINITY;
    worst = Math.max(worst, units);
  }
  return worst;
}

/** The mistake in the gradient of a loss that is wrong already. */
function secondMistake(
  { candidate, smoothing = ANY_SMOOTHING, sample }: Confirmed,
  answers: readonly ProbeAnswer[],
): Mutant | undefined {
  const answer = answers.find(
    ({ probe, gradient }) => probe.input === sample.input && gradient !== undefined,
  );
  if (answer === undefined || candidate.surprisal !== undefined || candidate.factor !== 1) return undefined;
  const { gradient, probe } = answer;
  const scales = magnitudes(candidate.at(smoothing)).gradient;
  for (const misled of misledOf([candidate])) {
    const data = outputOf(misled, "gradient", probe.labelSmoothing ?? smoothing);
    if (
      data !== undefined &&
      outputError("gradient", gradient!, { ...gradient!, data }, scales) <= Number.MAX_VALUE
    )
      return misled.mutant;
  }
  return undefined;
}

function identityOf(
  found: readonly Confirmed[],
  answers: readonly ProbeAnswer[],
  roles: Roles,
): AnswersIdentity {
  const outputs: OutputName[] = answers.some(({ gradient }) => gradient) ? ["loss", "gradient"] : ["loss"];
  const bySample = new Map<ReadSample, Confirmed[]>();
  for (const fit of found) bySample.set(fit.sample, [...(bySample.get(fit.sample) ?? []), fit]);
  const all = [...bySample].flatMap(([sample, fits]) => {
    const likely = likeliestFirst(fits).sort((a, b) => compareRanks(rankOf(a), rankOf(b)));
    const { families } = sortIntoFamilies(likely, sample, { isOneRow: false, precision: 0, outputs });
    return families.map((family) => ({ family, sample, rank: rankOf(family.fits[0] as Confirmed) }));
  });
  all.sort((a, b) => compareRanks(a.rank, b.rank));
  // Most dialects equal a core variant, so one is named first only where no core variant fits.
  const isCore = ({ fits }: Family): boolean =>
    fits.some(({ candidate }) => CORE_VARIANTS.includes(candidate.record));
  const named = all.some(({ family }) => isCore(family)) ? all.filter(({ family }) => isCore(family)) : all;
  const [first, second] = named;
  return {
    matches: named
      .slice(0, MOST_MATCHES)
      .map(({ family, sample }) => answersMatch(family, sample, roles, answers)),
    ambiguous: first !== undefined && second !== undefined && compareRanks(first.rank, second.rank) === 0,
  };
}

/** Smaller is better; the first number that differs decides. */
function rankOf({ candidate, decimals, explainsOutside }: Confirmed): readonly number[] {
  const { derived, options } = candidate;
  const unusual = ["axis", "dim"].filter((name) => options[name] !== undefined).length;
  return [explainsOutside ? 0 : 1, derived ? 1 : 0, unusual, decimals];
}

function answersMatch(
  family: Family,
  sample: ReadSample,
  { inputs }: Roles,
  answers: readonly ProbeAnswer[],
): AnswersMatch {
  const { options, ...match } = matchOf(family, false, targetsOf(answers));
  const { candidate } = family.fits[0]!;
  const said = (["weight", "sampleWeight", "ignoreIndex", "numClasses"] as const).filter(
    (role) => inputs[role] !== undefined,
  );
  const { weight } = sample;
  const isGiven = answers[0]!.probe.labelSmoothing !== undefined;
  const isConstant = inputs.weight === undefined && candidate.weighted && weight !== undefined;
  return {
    ...match,
    options: {
      ...options,
      ...(isConstant ? { weight: [...weight.data] } : {}),
      ...Object.fromEntries([...said, ...(isGiven ? ["labelSmoothing"] : [])].map((role) => [role, GIVEN])),
    },
    ...(candidate.derived ? { takesLogits: true as const } : {}),
  };
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at === -1 ? 0 : a[at]! - b[at]!;
}
