/** Every definition that a call's numbers may have come from, as a function of its smoothing, each once. */
import { lossShape, reductionOf } from "../../loss/row-losses.ts";
import { sizeOf } from "../../math/tensor.ts";
import { CORE_VARIANTS } from "../../variants/index.ts";
import type { ReadSample } from "../sample.ts";
import { rankOf } from "../source-calls.ts";
import type { Narrowing } from "./definition.ts";
import { type Candidate, numberedCandidates, rightCandidates, unusualCandidates } from "./definitions.ts";
import { Functions, type OneFunction } from "./functions.ts";
import { MIDDLE } from "./mass-path.ts";
import { Mutations, misledOf, opaqueOf } from "./mutations.ts";
import type { Curve } from "./smoothing-interval.ts";

export interface Collection {
  readonly functions: () => readonly OneFunction[];
  /** How many candidates were tried, including those that are the same function. */
  readonly candidates: () => number;
  /** Adds slower candidates: definitions that are not sums over masses, and those with wrong arithmetic. */
  readonly addCostly: () => void;
  /** Adds rare candidates: sources that leave out an unusual class. */
  readonly addUnusual: () => void;
  /** Adds variants with a usual number in an option that takes any. */
  readonly addNumbered: () => void;
  /** Adds wrong definitions that lie outside the space of axes, for searches with more numbers to tell them apart. */
  readonly addOpaque: () => void;
}

/** How the numbers of a candidate are computed as a function of its smoothing. */
export interface Curves {
  /** From a few sums; undefined where that is impossible. */
  readonly linear: (candidate: Candidate) => Curve | undefined;
  /** By evaluating it many times. */
  readonly evaluated: (candidate: Candidate) => Curve;
  /** Whether gradients are searched, which may be wrong where the loss is right. */
  readonly ofGradients: boolean;
}

/** Inputs with more elements are not evaluated many times for mistakes that have no curve. */
const MOST_OPAQUE = 4096;

/** @param size how many losses there are; undefined where that is not known */
export function collect(
  sample: ReadSample,
  size: number | undefined,
  narrowing: Narrowing,
  { linear, evaluated, ofGradients }: Curves,
): Collection {
  const functions = new Functions(narrowing.targets !== undefined);
  const later: Candidate[] = [];
  let candidates = 0;
  const addOrDefer = (candidate: Candidate): void => {
    candidates += 1;
    if (size !== undefined && sizeOf(lossShape(candidate.at(MIDDLE))) !== size) return;
    const curve = linear(candidate);
    if (curve === undefined) later.push(candidate);
    else functions.add([candidate], curve);
  };
  for (const candidate of rightCandidates(sample, size, narrowing)) addOrDefer(candidate);
  const mutations = new Mutations();
  const right = functions.all;
  const mutate = (mutantsOf: (hosts: Hosts) => Iterable<Candidate>): void => {
    for (const { members } of right)
      for (const hosts of hostsAmong(members, narrowing))
        for (const mutated of mutantsOf(hosts)) addOrDefer(mutated);
  };
  mutate((hosts) => mutations.of(hosts, false));
  const evaluateLater = (): void => {
    for (const candidate of later.splice(0)) {
      if (candidate.mutant === undefined || candidate.form.input.data.length <= MOST_OPAQUE)
        functions.add([candidate], evaluated(candidate));
    }
  };
  return {
    functions: () => functions.all,
    candidates: () => candidates,
    addCostly: () => {
      mutate((hosts) => mutations.of(hosts, true));
      if (ofGradients && sample.input.data.length <= MOST_OPAQUE) mutate(misledOf);
      evaluateLater();
    },
    addUnusual: () => {
      for (const candidate of unusualCandidates(sample, size, narrowing)) addOrDefer(candidate);
    },
    addNumbered: () => {
      for (const candidate of numberedCandidates(sample, size, narrowing)) addOrDefer(candidate);
      evaluateLater();
    },
    addOpaque: () => {
      for (const { members } of right)
        for (const hosts of hostsAmong(members, narrowing))
          for (const opaque of opaqueOf(hosts)) functions.add([opaque], evaluated(opaque));
    },
  };
}

type Hosts = [Candidate, ...Candidate[]];

/**
 * Those on which mutants are tried: the core variants, of which the dialects are dialects, with the class ignored that
 * their source ignores by default, or the usual one of padding. Members of one gradient may be several losses.
 */
function hostsAmong(members: readonly Candidate[], narrowing: Narrowing): Iterable<Hosts> {
  const groups = new Map<string, Hosts>();
  for (const member of members) {
    if (!isHost(member, narrowing)) continue;
    const { axes, targetKind } = member.at(MIDDLE);
    const key = [
      axes.divergence,
      axes.normaliser,
      reductionOf(axes, targetKind).divisor === "unreduced",
    ].join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [member]);
    else group.push(member);
  }
  for (const group of groups.values()) group.sort((a, b) => rankOf(a.record) - rankOf(b.record));
  return groups.values();
}

function isHost({ options, record, mutant }: Candidate, { variant }: Narrowing): boolean {
  if (mutant !== undefined) return false;
  if (!CORE_VARIANTS.includes(record) && record.id !== variant) return false;
  const { ignoreIndex } = options;
  if (ignoreIndex === undefined) return true;
  return (
    typeof ignoreIndex === "number" &&
    (ignoreIndex < 0 || (record.axes.excludedClass !== "none" && ignoreIndex <= 1))
  );
}
