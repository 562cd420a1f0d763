/**
 * What a loss may leave out: inputs and options that it does not look at. A loss that was written for one use leaves out
 * several at once, which no single mutant describes.
 */
import type { Axes } from "../loss/axes.ts";
import { isMean, MEAN, SUM } from "../loss/axis-values.ts";
import { evaluate } from "../loss/evaluate.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { reductionOf } from "../loss/row-losses.ts";
import { changed, type Mutant, moved } from "./mutant.ts";
import { WRONG_COUNTING } from "./wrong-counting.ts";
import { WRONG_GRADIENTS } from "./wrong-gradients.ts";

type Move = (lossCall: LossCall) => LossCall | undefined;

/** An omission; `move` takes from a call what is not looked at, and is undefined where the call does not have it. */
export interface LeftOut extends Mutant {
  readonly move: Move;
}

/** @param id of the mutant that leaves out nothing else, whose words it takes */
function leftOut(id: string, move: Move): LeftOut {
  const alone = [...WRONG_COUNTING, ...WRONG_GRADIENTS].find((mutant) => mutant.id === id)!;
  return { ...moved(id, alone.says, move), move };
}

const ALWAYS_MEAN = leftOut("reduction-mean", (e) =>
  isMean(reductionOf(e.axes, e.targetKind)) ? undefined : reduced(e, MEAN),
);
const ALWAYS_SUM = leftOut("reduction-sum", (e) =>
  reductionOf(e.axes, e.targetKind).divisor === "one" ? undefined : reduced(e, SUM),
);

const WEIGHTS = leftOut("weights-missing", (e) =>
  e.weight === undefined ? undefined : { ...e, weight: undefined },
);
const UPSTREAM = leftOut("gradient-not-scaled-by-upstream", (e) =>
  e.upstream === undefined ? undefined : { ...e, upstream: undefined },
);
/** Where a row has no true class, its masses do not sum to 1: some gradients take them to, as p - q does. */
const IGNORE_INDEX = (["by-mass", "once-in-gradient"] as const).map((normaliser) =>
  leftOut("ignored-rows-counted", (e) => withoutIgnoring(e, normaliser)),
);

/** Each omission with the others of which only one can be made. */
const CHOICES: readonly (readonly LeftOut[])[] = [
  [WEIGHTS],
  IGNORE_INDEX,
  [UPSTREAM],
  [ALWAYS_MEAN, ALWAYS_SUM],
];

/** Every set of omissions that can be made together, the small ones first. */
export const LEFT_OUT_TOGETHER: readonly (readonly LeftOut[])[] = CHOICES.reduce<
  readonly (readonly LeftOut[])[]
>((sets, choice) => sets.flatMap((set) => [set, ...choice.map((one) => [...set, one])]), [[]])
  .filter((set) => set.length > 0)
  .sort((a, b) => a.length - b.length);

/** The mutant that leaves all of these out, and makes the given mistake with what is left. */
export function leavingOut(left: readonly LeftOut[], mistake: Mutant | undefined): Mutant {
  const parts = [...left, ...(mistake === undefined ? [] : [mistake])];
  return {
    id: parts.map(({ id }) => id).join(" and "),
    says: parts.map(({ says }) => says).join(", and "),
    answer: (lossCall) => {
      const bare = left.reduce((call, { move }) => move(call) ?? call, lossCall);
      return mistake?.answer(bare) ?? (bare === lossCall ? undefined : evaluate(bare));
    },
  };
}

/** Losses that are always reduced have no incoming gradient per row. */
function reduced(e: LossCall, reduction: typeof MEAN): LossCall {
  return changed(e, { reduction }, { upstream: e.upstream?.shape.length === 0 ? e.upstream : undefined });
}

/** A row of an ignored class counts like any other; one whose index names no class has no true class. */
function withoutIgnoring(e: LossCall, normaliser: Axes["normaliser"]): LossCall | undefined {
  const { axes, ignoreIndex, targetKind, target, input, classAxis } = e;
  if (targetKind !== "indices" || ignoreIndex === undefined || !target.data.includes(ignoreIndex))
    return undefined;
  if (ignoreIndex >= 0 && ignoreIndex < (input.shape[classAxis] ?? 0))
    return changed(e, { ignoredRows: "none" }, { ignoreIndex: undefined });
  const reduction = reductionOf(axes, targetKind);
  // The divisor counts these rows as well.
  return changed(e, { ignoredRows: "no-label", normaliser, reduction: isMean(reduction) ? MEAN : reduction });
}
