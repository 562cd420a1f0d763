/** A sample with fewer rows, for losses that are given per row. */
import { sizeOf, type Tensor } from "../../math/tensor.ts";
import type { ReadSample } from "../sample.ts";
import { classAxesOf } from "./class-axes.ts";
import { type Observed, partOf } from "./precision.ts";

/** Above so many losses, some stand for all; and the least number that do. */
const MANY = 4096;
const SOME = 512;

/** How many different targets are each kept, since any of them may be the ignored one. */
const MOST_TARGETS = 64;

/** Part of the first axis, with its losses; undefined where there are few losses, or they are not per row. */
export function thinned(
  sample: ReadSample,
  observed: Observed,
): { readonly sample: ReadSample; readonly observed: Observed } | undefined {
  const { input, target, sampleWeight } = sample;
  const [count = 0] = input.shape;
  const size = observed.values.length;
  if (observed.output !== "loss" || size <= MANY || size % count !== 0 || classAxesOf(sample).includes(0))
    return undefined;
  const kept = keptEntries(target, count, Math.ceil((SOME * count) / size));
  const some = <Held extends Tensor | undefined>(tensor: Held): Held =>
    tensor?.shape[0] === count ? ({ ...tensor, ...entries(tensor, kept) } as Held) : tensor;
  const part = partOf(
    observed,
    (data) => entries({ dtype: "float64", shape: [count, size / count], data }, kept).data,
  );
  return {
    sample: { ...sample, input: some(input), target: some(target), sampleWeight: some(sampleWeight) },
    observed: part,
  };
}

/** Rows that are spread over all, and one for each different target. */
function keptEntries(target: Tensor, count: number, some: number): readonly number[] {
  const kept = new Set(
    Array.from({ length: some }, (_, i) => Math.floor((i * (count - 1)) / (some - 1 || 1))),
  );
  const seen = new Set<number>();
  const each = sizeOf(target.shape) / count;
  for (let flat = 0; flat < target.data.length && seen.size < MOST_TARGETS; flat += 1) {
    const index = target.data[flat]!;
    if (seen.has(index)) continue;
    seen.add(index);
    kept.add(Math.floor(flat / each));
  }
  return [...kept].sort((a, b) => a - b);
}

function entries(
  { data, shape }: Tensor,
  kept: readonly number[],
): { readonly shape: readonly number[]; readonly data: Float64Array } {
  const size = sizeOf(shape.slice(1));
  const some = new Float64Array(kept.length * size);
  kept.forEach((entry, i) => {
    some.set(data.subarray(entry * size, (entry + 1) * size), i * size);
  });
  return { shape: [kept.length, ...shape.slice(1)], data: some };
}
