/** The steps in which the rows of a call are computed, where they do not lie in the kernels' memory. */
import type { Rows } from "../math/rows.ts";

/** Rows [from, from + count). */
export interface Step {
  readonly from: number;
  readonly count: number;
}

/**
 * Steps of at most `most` rows. Where classes lie apart, a step has whole images, so that its elements are neighbours, or
 * positions of one image.
 */
export function stepsOf({ count, stride }: Rows, most: number): readonly Step[] {
  const steps: Step[] = [];
  const whole = Math.floor(most / stride) * stride;
  for (let from = 0; from < count; ) {
    const size = Math.min(count - from, whole > 0 ? whole : Math.min(most, stride - (from % stride)));
    steps.push({ from, count: size });
    from += size;
  }
  return steps;
}

/** Neighbouring elements of a tensor. */
interface Stretch {
  readonly start: number;
  readonly length: number;
}

/** The elements of a step's rows, in the order in which they are copied side by side. */
export function stretchesOf(rows: Rows, { from, count }: Step): readonly Stretch[] {
  const { stride, length } = rows;
  if (isWhole(rows, { from, count })) return [{ start: from * length, length: count * length }];
  const first = rows.start(from);
  return Array.from({ length }, (_, k) => ({ start: first + k * stride, length: count }));
}

/** Whether a step has whole images, or rows whose classes are neighbours. */
export function isWhole({ stride }: Rows, { from, count }: Step): boolean {
  return from % stride === 0 && count % stride === 0;
}
