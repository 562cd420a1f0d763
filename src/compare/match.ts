/** Compares numbers and tensors with what a test expects, and words the message of a failed test. */
import { type FloatType, formatOf } from "../formats/bits.ts";
import { asTensor, type TensorLike } from "../math/as-tensor.ts";
import { show } from "../math/errors.ts";
import { checkOptions } from "../math/given-options.ts";
import { formatShape, sameShape, type Tensor } from "../math/tensor.ts";
import { showIndex, showValue, unravel } from "./show.ts";
import { ulpDistance } from "./ulp.ts";

export interface Match {
  readonly pass: boolean;
  /** What is wrong or, where `pass` is true, the message for a test that expected a difference. */
  readonly message: string;
}

export interface TensorMatchOptions {
  /** Steps of the dtype by which each element may be off. Default 0: the same numbers. */
  readonly ulp?: number;
  /** Format whose steps are counted. Default: the received tensor's. */
  readonly dtype?: FloatType;
  /** Whether -0 and 0 differ. Default false. */
  readonly signedZeros?: boolean;
}

/**
 * Whether a number lies within `ulp` steps of `expected`. NaN matches only NaN, and an infinity only itself.
 *
 * @param received the number that a test got
 * @param expected the number that it should be near
 * @param ulp steps of `dtype` that it may be off, 0 or more
 * @param dtype the format whose steps are counted
 * @returns whether it passes, and a message for the failure of a test, or of a negated test where it passes
 * @throws RangeError for an unknown dtype and a negative `ulp`
 * @example withinUlp(0.1 + 0.2, 0.3, 1, "float64").pass; // true: one step apart
 */
export function withinUlp(
  received: number,
  expected: number,
  ulp: number,
  dtype: FloatType = "float64",
): Match {
  checkUlp(ulp);
  formatOf(dtype, "dtype");
  const distance = ulpDistance(received, expected, dtype);
  const pass = distance <= ulp;
  const sides = `expected ${shown(received, dtype)} ${pass ? "not " : ""}to be within ${ulp} ULP of ${shown(expected, dtype)}`;
  return { pass, message: `${sides} in ${dtype}: ${describeDistance(distance)}` };
}

/**
 * Whether two tensors have the same shape and the same numbers, up to `ulp` steps per element.
 *
 * @param received the tensor that a test got: nested arrays, `{ data, shape }` or a tensor of another library
 * @param expected the tensor that it should match
 * @returns whether it passes, and a message that names the worst element, both values with their bits and the distance
 * @throws RangeError for an unknown option, an unknown dtype, a negative `ulp`, and a value that is not a tensor
 * @example matchTensor(gradient, expected, { ulp: 4, dtype: "float32" }).message
 */
export function matchTensor(
  received: TensorLike,
  expected: TensorLike,
  options: TensorMatchOptions = {},
): Match {
  checkOptions(options, ["ulp", "dtype", "signedZeros"], "matchTensor");
  const { ulp = 0, dtype, signedZeros = false } = options;
  checkUlp(ulp);
  if (dtype !== undefined) formatOf(dtype, "dtype");
  const got = asTensor(received, "received");
  const wanted = asTensor(expected, "expected");
  if (!sameShape(got.shape, wanted.shape)) {
    return {
      pass: false,
      message: `expected shape ${formatShape(wanted.shape)}, got ${formatShape(got.shape)}`,
    };
  }
  const type = dtype ?? floatTypeOf(got);
  const distance = (index: number): number => {
    const [a, b] = [got.data[index]!, wanted.data[index]!];
    return signedZeros && a === 0 && b === 0 && !Object.is(a, b) ? Infinity : ulpDistance(a, b, type);
  };
  let worst = 0;
  let wrong = 0;
  for (let index = 0; index < got.data.length; index += 1) {
    if (distance(index) > ulp) wrong += 1;
    if (distance(index) > distance(worst)) worst = index;
  }
  const within = `within ${ulp} ULP in ${type}`;
  if (wrong === 0)
    return { pass: true, message: `expected tensors that differ, got the same numbers ${within}` };
  const at = showIndex(unravel(worst, got.shape));
  const sides = `expected ${shown(wanted.data[worst]!, type)}, got ${shown(got.data[worst]!, type)}`;
  return {
    pass: false,
    message: `${wrong} of ${got.data.length} elements are not ${within}; worst ${at}: ${sides}, ${describeDistance(distance(worst))}`,
  };
}

function floatTypeOf({ dtype }: Tensor): FloatType {
  return dtype === "int64" ? "float64" : dtype;
}

function shown(value: number, type: FloatType): string {
  const { text, bits } = showValue(value, type);
  return `${text} (${bits})`;
}

function describeDistance(distance: number): string {
  return Number.isFinite(distance) ? `${distance} ULP apart` : "of another class";
}

function checkUlp(ulp: number): void {
  if (typeof ulp === "number" && ulp >= 0) return;
  throw new RangeError(`ulp: expected a number of steps, 0 or more, got ${show(ulp)}`);
}
