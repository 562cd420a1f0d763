/** Calls and their answers, as the search of identify takes them. */
import type { OptionValues } from "../definition/options.ts";
import type { Axes } from "../loss/axes.ts";
import type { Tensor } from "../math/tensor.ts";
import type { Probe } from "./graph-probes.ts";
import type { ReadSample } from "./sample.ts";

/** A call and its answer. */
export interface ProbeAnswer {
  readonly probe: Probe;
  readonly loss: Tensor;
  readonly gradient?: Tensor;
}

export function sampleOf(
  { input, target, weight: own, sampleWeight }: Probe,
  holds: Axes["input"],
  weight: Tensor | undefined,
): ReadSample {
  return { holds, input, target, weight: own ?? weight, sampleWeight, loss: undefined, gradient: undefined };
}

/** Class indices that occur as targets in any of the calls. */
export function targetsOf(answers: readonly ProbeAnswer[]): readonly number[] {
  const indices = answers.filter(({ probe }) => probe.target.dtype === "int64");
  return [...new Set(indices.flatMap(({ probe }) => [...probe.target.data]))];
}

/** The options that a call itself gives. */
export function given({ labelSmoothing, ignoreIndex }: Probe): OptionValues {
  return {
    ...(labelSmoothing === undefined ? {} : { labelSmoothing }),
    ...(ignoreIndex === undefined ? {} : { ignoreIndex }),
  };
}
