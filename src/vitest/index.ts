/**
 * `smoothproof/vitest`: the suite as tests, and matchers for numbers and tensors.
 *
 * Importing it registers the matchers.
 *
 * @example
 * import { describeConformance } from "smoothproof/vitest";
 * import * as myLoss from "../src/my-loss.js";
 *
 * describeConformance(myLoss, { variants: ["torch"] });
 */
import { expect } from "vitest";
import { type Match, matchTensor, type TensorMatchOptions, withinUlp } from "../compare/match.ts";
import type { FloatType } from "../formats/bits.ts";
import type { TensorLike } from "../math/as-tensor.ts";

export type { Subject } from "../testing/implementation-of.ts";
export type { ConformanceTestOptions } from "../testing/options.ts";
export { describeConformance } from "./describe-conformance.ts";

interface SmoothproofMatchers<Result> {
  /**
   * The received number lies within `ulp` steps of `expected`, counted in `dtype` (default float64).
   *
   * @example expect(Math.fround(0.1 + 0.2)).toBeWithinUlp(0.3, 1, "float32");
   */
  toBeWithinUlp(expected: number, ulp: number, dtype?: FloatType): Result;
  /**
   * The received tensor has the shape and the numbers of `expected`: nested arrays, `{ data, shape }` or a tensor.
   *
   * @example expect(loss).toMatchTensor({ data: [1.5], shape: [] }, { ulp: 2 });
   */
  toMatchTensor(expected: TensorLike, options?: TensorMatchOptions): Result;
}

declare module "vitest" {
  // biome-ignore lint/suspicious/noExplicitAny: vitest's own declaration, which this one adds to
  interface Matchers<T = any> extends SmoothproofMatchers<T> {}
}

function answer({ pass, message }: Match): { pass: boolean; message: () => string } {
  return { pass, message: () => message };
}

expect.extend({
  toBeWithinUlp(received: unknown, expected: number, ulp: number, dtype?: FloatType) {
    if (typeof received !== "number") {
      return { pass: false, message: () => `expected a number, got ${typeof received}` };
    }
    return answer(withinUlp(received, expected, ulp, dtype));
  },
  toMatchTensor(received: TensorLike, expected: TensorLike, options?: TensorMatchOptions) {
    return answer(matchTensor(received, expected, options));
  },
});
