/** The gradients of losses as functions of their smoothing: losses that differ by a constant have one together. */
import type { Collection } from "./collect.ts";
import { hostsAmong } from "./collect.ts";
import { type Candidate, misledOf, type Narrowing } from "./definitions.ts";
import { drawn } from "./evaluated-curve.ts";
import { Functions, type OneFunction } from "./functions.ts";
import { MIDDLE } from "./mass-path.ts";
import { outputOf } from "./outputs.ts";
import type { Curve } from "./smoothing-interval.ts";

/** The same collection by gradient; what costs more are the wrong gradients of right losses, besides. */
export function gradientFunctions(losses: Collection, narrowing: Narrowing): Collection {
  const gradients = new Functions();
  const seen = new Set<Curve>();
  let candidates = 0;
  const addAll = (): void => {
    for (const one of losses.functions()) {
      if (seen.has(one.curve)) continue;
      seen.add(one.curve);
      for (const members of byGradient(one)) gradients.add(members, gradientCurve(members[0]));
    }
  };
  addAll();
  return {
    functions: () => gradients.all,
    candidates: () => losses.candidates() + candidates,
    addCostly: () => {
      const right = losses.functions();
      losses.addCostly();
      addAll();
      for (const { members } of right) {
        const hosts = hostsAmong(members, narrowing);
        if (hosts === undefined) continue;
        for (const misled of misledOf(hosts)) {
          candidates += 1;
          gradients.add([misled], gradientCurve(misled));
        }
      }
    },
  };
}

type Members = [Candidate, ...Candidate[]];

/** Sources of one loss may still disagree on its gradient where a target does not sum to one. */
function byGradient({ members }: OneFunction): readonly Members[] {
  const groups = new Map<string, Members>();
  for (const member of members) {
    const { gradientMass } = member.at(MIDDLE).axes;
    const group = groups.get(gradientMass);
    if (group === undefined) groups.set(gradientMass, [member]);
    else group.push(member);
  }
  return [...groups.values()];
}

/** Where a gradient is looked at, to see whether it lies on straight lines. */
const [FIRST, LAST] = [0.25, 0.75] as const;

/** Share of its largest element by which it may leave them. */
const STRAIGHT = 1e-13;

function gradientCurve(candidate: Candidate): Curve {
  const at = (smoothing: number): readonly number[] => [
    ...(outputOf(candidate, "gradient", smoothing) ?? []),
  ];
  const [first, middle, last] = [at(FIRST), at(MIDDLE), at(LAST)];
  const most = Math.max(...middle.map(Math.abs));
  const isAffine = middle.every((value, i) => Math.abs(first[i]! + last[i]! - 2 * value) <= STRAIGHT * most);
  if (!isAffine) return { at: drawn(at), isAffine };
  const along = (smoothing: number): readonly number[] => {
    const share = (smoothing - FIRST) / (LAST - FIRST);
    return first.map((value, i) => value + (last[i]! - value) * share);
  };
  return { at: along, isAffine };
}
