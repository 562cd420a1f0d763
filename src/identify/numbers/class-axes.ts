/** Where the classes of a sample are, as far as its shapes tell. */
import { sameShape, withoutAxis } from "../../math/tensor.ts";
import type { ReadSample } from "../sample.ts";

/** The class axis: the one whose removal turns the input's shape into the target's; the last one for distributions. */
export function classAxesOf({ input, target }: Pick<ReadSample, "input" | "target">): readonly number[] {
  const rank = input.shape.length;
  if (sameShape(input.shape, target.shape)) return [rank - 1];
  const axes = [rank - 1, Math.min(1, rank - 1)];
  return [...new Set(axes)].filter((axis) => sameShape(withoutAxis(input.shape, axis), target.shape));
}

export function rowCount({ input, target }: Pick<ReadSample, "input" | "target">): number {
  const [axis = 0] = classAxesOf({ input, target });
  return input.data.length / (input.shape[axis] ?? 1);
}
