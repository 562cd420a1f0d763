/** Numbers and tensors compared with what a test expects, in words for its failure. */
import { type FloatType, formatOf } from "../formats/bits.ts";
import { asTensor, type TensorLike } from "../math/as-tensor.ts";
import { show } from "../math/errors.ts";
import { checkOptions } from "../math/given-options.ts";
import { formatShape, sameShape, type Tensor } from "../math/tensor.ts";
import { showIndex, showValue, unravel } from "./show.ts";
import { ulpDistance } from "./ulp.ts";

export interface Match {
  readonly pass: boolean;
  /** What is wrong, or where `pass` is true, what is right though it should not be. */
  readonly message: string;
}

export interface TensorMatchOptions {
  /** Steps of the dtype that each element may be off. Default 0: the same numbers. */
  readonly ulp?: number;
  /** Format whose steps are counted. Default: that of the received tensor. */
  readonly dtype?: FloatType;
  /** Whether -0 and 0 differ. Default false. */
  readonly signedZeros?: boolean;
}

/**
 * Whether a number lies within `ulp` steps of `expected`; NaN is near NaN, an infinity near itself alone.
 *
 * @throws RangeError for an unknown dtype and a negative `ulp`, under which anything or nothing would pass
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
 * Whether two tensors have one shape and the same numbers, up to `ulp` steps each.
 *
 * @throws RangeError for an unknown option, an unknown dtype, a negative `ulp` and what is no tensor
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
