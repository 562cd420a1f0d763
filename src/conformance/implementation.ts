/** What the suite judges: anything that answers calls, ours or a stranger's, in this process or another. */
import type { ToleranceProfile } from "../compare/tolerances.ts";
import type { Answer } from "../compare/verdict.ts";
import type { Call, OptionValue } from "../fixtures/vector.ts";
import type { TargetKind } from "../loss/axes.ts";

/** What cannot be chosen from outside, as a graph has its options built in. */
export interface BuiltIn {
  readonly dtype: Call["dtype"];
  readonly targetKind: TargetKind;
  /** Options that are no inputs of it; undefined for one that is left out. */
  readonly options: { readonly [name: string]: OptionValue | undefined };
  /** Inputs that it does not take. */
  readonly without: readonly string[];
  /** Sizes of its first input; a name where any size will do. */
  readonly shape: readonly (number | string)[];
}

export interface Implementation {
  readonly name: string;
  readonly version: string;
  readonly language: string;
  /** Variants it has; vectors of others are skipped and counted as skipped. */
  readonly variants: readonly string[];
  /** Whether it named none, and so is said to have all: what it is must be found out first. Default false. */
  readonly namesNoVariants?: boolean;
  /** Whether it returns gradients at all. */
  readonly gradient: boolean;
  /** Which rows of the tolerance table it is held to. */
  readonly judged: ToleranceProfile;
  /** What a call must have for it to answer; random calls are drawn so. Default: whatever its variants take. */
  readonly builtIn?: BuiltIn;
  /** Vectors it may be asked for at once. Default 1. */
  readonly inFlight?: number;
  /** Answers one call. A refusal is an answer; it does not throw. */
  answer(call: Call): Answer | Promise<Answer>;
  /** Odd behaviour that broke nothing. */
  remarks?(): readonly string[];
  /** Lets go of what it holds. */
  close?(): Promise<void>;
}
