/** The gradients of losses as functions of their smoothing: losses that differ by a constant have one together. */
import { type Collection, hostsAmong, MOST_OPAQUE } from "./collect.ts";
import { CurveCache } from "./curve-cache.ts";
import type { Candidate, Narrowing } from "./definitions.ts";
import { Functions, type OneFunction } from "./functions.ts";
import { gradientCurve } from "./gradient-curve.ts";
import { MIDDLE } from "./mass-path.ts";
import { misledOf } from "./mutations.ts";
import type { Curve } from "./smoothing-interval.ts";

/** The same collection by gradient; what costs more are the wrong gradients of right losses, besides. */
export function gradientFunctions(losses: Collection, narrowing: Narrowing): Collection {
  const gradients = new Functions();
  const cache = new CurveCache();
  const seen = new Set<Curve>();
  let candidates = 0;
  const addAll = (): void => {
    for (const one of losses.functions()) {
      if (seen.has(one.curve)) continue;
      seen.add(one.curve);
      for (const members of byGradient(one)) gradients.add(members, gradientCurve(members[0], cache));
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
        if (hosts === undefined || hosts[0].form.input.data.length > MOST_OPAQUE) continue;
        for (const misled of misledOf(hosts)) {
          candidates += 1;
          gradients.add([misled], gradientCurve(misled, cache));
        }
      }
    },
    addUnusual: () => {
      losses.addUnusual();
      addAll();
    },
  };
}

type Members = [Candidate, ...Candidate[]];

/** Sources of one loss may still disagree on its gradient where a target does not sum to one. */
function byGradient({ members }: OneFunction): readonly Members[] {
  const groups = new Map<string, Members>();
  for (const member of members) {
    const { normaliser } = member.at(MIDDLE).axes;
    const group = groups.get(normaliser);
    if (group === undefined) groups.set(normaliser, [member]);
    else group.push(member);
  }
  return [...groups.values()];
}
