/**
 * Checks ulpDistance on every pair of float16 numbers, in both orders: 4.03 thousand million calls, a few minutes.
 *
 *     tsx scripts/campaigns/float16-pairs.ts
 *
 * The expected distances come from the bit patterns alone: values are decoded from sign, exponent and significand, and the
 * distance is that of the patterns, which IEEE 754 puts in the order of the values.
 */
import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { ulpDistance } from "../../src/compare/ulp.ts";

interface Half {
  readonly value: number;
  /** The position among the finite numbers, 0 for both zeros; undefined for NaN and infinities. */
  readonly place: number | undefined;
}

function decode(pattern: number): Half {
  const sign = pattern >> 15 === 0 ? 1 : -1;
  const exponent = (pattern >> 10) & 0x1f;
  const significand = pattern & 0x3ff;
  if (exponent === 0x1f) return { value: significand === 0 ? sign * Infinity : Number.NaN, place: undefined };
  const value = exponent === 0 ? significand * 2 ** -24 : (0x400 + significand) * 2 ** (exponent - 25);
  return { value: sign * value, place: sign * (pattern & 0x7fff) };
}

/** All patterns; the 2,046 NaNs are the same number to JavaScript. */
const halves = Array.from({ length: 0x10000 }, (_, pattern) => decode(pattern)).filter(
  ({ value }, pattern) => !Number.isNaN(value) || pattern === 0x7e00,
);
const values = Float64Array.from(halves, ({ value }) => value);
const places = Float64Array.from(halves, ({ place }) => place ?? Number.NaN);

/** The first difference in every n-th row, or undefined. */
function firstDifference(part: number, parts: number): string | undefined {
  for (let i = part; i < values.length; i += parts) {
    const a = values[i]!;
    for (let j = 0; j < values.length; j += 1) {
      const b = values[j]!;
      const apart = Math.abs(places[i]! - places[j]!);
      const expected = Number.isNaN(apart) ? (Object.is(a, b) ? 0 : Infinity) : apart;
      const got = ulpDistance(a, b, "float16");
      if (got !== expected) return `ulpDistance(${a}, ${b}): expected ${expected}, got ${got}`;
    }
  }
  return undefined;
}

const [part, parts] = process.argv.slice(2).map(Number);
if (part !== undefined && parts !== undefined) {
  const difference = firstDifference(part, parts);
  if (difference !== undefined) {
    console.error(difference);
    process.exitCode = 1;
  }
} else {
  const count = availableParallelism();
  const started = Date.now();
  const codes = await Promise.all(
    Array.from(
      { length: count },
      (_, i) =>
        new Promise<number>((resolve) => {
          fork(import.meta.filename, [String(i), String(count)]).on("exit", (code) => resolve(code ?? 1));
        }),
    ),
  );
  const failed = codes.filter((code) => code !== 0).length;
  const pairs = (values.length ** 2).toLocaleString("en");
  console.log(
    `${pairs} pairs of ${values.length.toLocaleString("en")} float16 numbers, ${Math.round((Date.now() - started) / 1000)} s`,
  );
  console.log(failed === 0 ? "all distances are those of the bit patterns" : "a distance is wrong");
  if (failed > 0) process.exitCode = 1;
}
