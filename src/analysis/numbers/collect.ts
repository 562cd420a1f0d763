/** Every loss that a call's numbers may have come from, as a function of its smoothing, each once. */
import { lossShape } from "../../loss/row-losses.ts";
import { sizeOf } from "../../math/tensor.ts";
import { CORE_VARIANTS } from "../../variants/index.ts";
import type { ReadSample } from "../sample.ts";
import { CurveCache } from "./curve-cache.ts";
import { type Candidate, type Narrowing, rightCandidates, unusualCandidates } from "./definitions.ts";
import { evaluatedCurve } from "./evaluated-curve.ts";
import { Functions, type OneFunction } from "./functions.ts";
import { isLinear } from "./linear.ts";
import { lossCurve } from "./loss-curve.ts";
import { MIDDLE } from "./mass-path.ts";
import { Mutations } from "./mutations.ts";

export interface Collection {
  readonly functions: () => readonly OneFunction[];
  /** Candidates looked at, those that are the same function included. */
  readonly candidates: () => number;
  /** Adds what costs more: losses that are no sum over masses, and wrong ones whose arithmetic is at fault. */
  readonly addCostly: () => void;
  /** Adds what hardly anybody does: sources that leave out another class than the usual ones. */
  readonly addUnusual: () => void;
}

/** Inputs of more elements are not evaluated again and again for mistakes that have no curve. */
export const MOST_OPAQUE = 4096;

/** @param size how many losses there are; undefined where that is not known */
export function collect(sample: ReadSample, size: number | undefined, narrowing: Narrowing): Collection {
  const cache = new CurveCache();
  const functions = new Functions();
  const later: Candidate[] = [];
  let candidates = 0;
  const addOrDefer = (candidate: Candidate): void => {
    candidates += 1;
    if (size !== undefined && sizeOf(lossShape(candidate.at(MIDDLE))) !== size) return;
    const curve = isLinear(candidate) ? lossCurve(candidate, cache) : undefined;
    if (curve === undefined) later.push(candidate);
    else functions.add([candidate], curve);
  };
  for (const candidate of rightCandidates(sample, size, narrowing)) addOrDefer(candidate);
  const mutations = new Mutations();
  const right = functions.all;
  const mutate = (ofArithmetic: boolean): void => {
    for (const { members } of right) {
      const hosts = hostsAmong(members, narrowing);
      if (hosts !== undefined) for (const mutated of mutations.of(hosts, ofArithmetic)) addOrDefer(mutated);
    }
  };
  mutate(false);
  return {
    functions: () => functions.all,
    candidates: () => candidates,
    addCostly: () => {
      mutate(true);
      for (const candidate of later.splice(0)) {
        if (candidate.mutant === undefined || candidate.form.input.data.length <= MOST_OPAQUE)
          functions.add([candidate], evaluatedCurve(candidate, cache));
      }
    },
    addUnusual: () => {
      for (const candidate of unusualCandidates(sample, size, narrowing)) addOrDefer(candidate);
    },
  };
}

/**
 * Those on which mutants are tried: the core variants, of which the dialects are dialects, with the class ignored that
 * their source ignores by default, or the usual one of padding.
 */
export function hostsAmong(
  members: readonly Candidate[],
  narrowing: Narrowing,
): readonly [Candidate, ...Candidate[]] | undefined {
  const [first, ...others] = members.filter((member) => isHost(member, narrowing));
  return first && [first, ...others];
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
