/** What the suite judges: anything that answers calls, whether ours or not, in this process or another. */
import type { ToleranceProfile } from "../compare/tolerances.ts";
import type { Answer } from "../compare/verdict.ts";
import type { Call, OptionValue } from "../fixtures/vector.ts";
import type { TargetKind } from "../loss/axes.ts";

/** What cannot be chosen from outside, such as the options that are built into a graph. */
export interface BuiltIn {
  readonly dtype: Call["dtype"];
  readonly targetKind: TargetKind;
  /** Options that are not inputs; undefined for one that is left out. */
  readonly options: { readonly [name: string]: OptionValue | undefined };
  /** Inputs that it does not take. */
  readonly without: readonly string[];
  /** Sizes of its first input; a name where any size is allowed. */
  readonly shape: readonly (number | string)[];
}

export interface Implementation {
  readonly name: string;
  readonly version: string;
  readonly language: string;
  /** The variants that it has; vectors of others are skipped and counted as skipped. */
  readonly variants: readonly string[];
  /** Whether it named none, so that `variants` lists all and it has to be identified first. Default false. */
  readonly namesNoVariants?: boolean;
  /** Whether it returns gradients at all. */
  readonly gradient: boolean;
  /** Whether its errors have the protocol's codes; of one whose have none, any error to a call that is refused is right. */
  readonly codes?: boolean;
  /** Which rows of the tolerance table apply to it. */
  readonly judged: ToleranceProfile;
  /** What a call must have so that it can answer; random calls are drawn accordingly. Default: what its variants take. */
  readonly builtIn?: BuiltIn;
  /** How many calls it may be given at once. Default 1. */
  readonly inFlight?: number;
  /** Answers one call. A refusal is an answer; it does not throw. */
  answer(call: Call): Answer | Promise<Answer>;
  /** Odd behaviour that did no harm. */
  remarks?(): readonly string[];
  /** Releases its resources. */
  close?(): Promise<void>;
}
