/** The kinds of calls that a vector is of: what a verdict covers is counted by them. */
import type { Vector } from "../fixtures/vector.ts";

/** As much of a vector as its kinds depend on. */
interface Kinded extends Pick<Vector, "dtype" | "flags"> {
  readonly options: Readonly<Record<string, unknown>>;
  readonly inputs: {
    readonly [name: string]: { readonly dtype: string; readonly shape: readonly number[] } | undefined;
  };
  readonly expect: { readonly kind: string };
}

/** Whether rows of a call are left out. */
const IGNORED: readonly string[] = ["IgnoredRow", "AllIgnored"];

/**
 * `["float32", "rank-2", "indices", "weights", "reduction-sum", "smoothing", "gradient"]`; of a refusal, its dtype beside
 * `refusal`.
 */
export function kindsOf({ dtype, flags, options, inputs, expect }: Kinded): readonly string[] {
  if (expect.kind === "throws") return [dtype, "refusal"];
  const { target } = inputs;
  const first = inputs.logits ?? inputs.logProbs ?? inputs.probs;
  const { reduction, labelSmoothing = 0 } = options;
  const held: readonly (readonly [kind: string, isHeld: boolean])[] = [
    [`rank-${first?.shape.length}`, first !== undefined],
    [target?.dtype === "int64" ? "indices" : "distribution", target !== undefined],
    ["weights", inputs.weight !== undefined || inputs.sampleWeight !== undefined],
    ["ignored-rows", IGNORED.some((flag) => flags.includes(flag))],
    [`reduction-${String(reduction)}`, reduction !== undefined && reduction !== null],
    ["smoothing", labelSmoothing !== 0 && labelSmoothing !== null],
    ["upstream", inputs.upstream !== undefined],
    ["gradient", true],
  ];
  return [dtype, ...held.flatMap(([kind, isHeld]) => (isHeld ? [kind] : []))];
}
