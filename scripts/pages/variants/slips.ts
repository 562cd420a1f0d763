/** The article's two slips, with the numbers that show them. */
import { variantById } from "../../../src/variants/index.ts";
import { EXAMPLE, resultOf, YARDSTICK } from "./facts.ts";
import { logSumExp, marginRow, TRUE_CLASS } from "./row.ts";
import { showNumber } from "./show-number.ts";

/** Its second code example says a/K and computes a/(K - 1). */
const CODE_EXAMPLE = variantById("simple")!;

const CLOSE = 1e-14;

/** @throws RangeError if the code example were not equation (1) at the converted smoothing */
export function articlesCode(): {
  readonly id: string;
  readonly target: readonly number[];
  readonly yardstick: readonly number[];
  readonly conversion: string;
} {
  const { K, alpha } = EXAMPLE;
  const target = resultOf(CODE_EXAMPLE, marginRow(K, alpha, 0)).target;
  const yardstick = resultOf(YARDSTICK, marginRow(K, alpha, 0)).target;
  const converted = (alpha * K) / (K - 1);
  const twin = resultOf(YARDSTICK, marginRow(K, converted, 0)).target;
  for (const [k, mass] of target.entries()) same(mass, twin[k]!);
  const conversion = `${CODE_EXAMPLE.id}(${alpha}) = equation1(${showNumber(converted)})`;
  return { id: CODE_EXAMPLE.id, target, yardstick, conversion };
}

const LOGITS = [0, 5, 1, -2] as const;

/** Both lines of equation (4), with H(y, p) in the last. @throws RangeError if they differed */
export function equation4(): { readonly first: string; readonly last: string } {
  const { alpha } = EXAMPLE;
  const first = resultOf(YARDSTICK, { logits: [...LOGITS], alpha }).loss;
  const lse = logSumExp([...LOGITS]);
  const surprisals = LOGITS.map((x) => lse - x);
  const hard = surprisals[TRUE_CLASS]!;
  const uniform = surprisals.reduce((sum, s) => sum + s, 0) / surprisals.length;
  const last = (1 - alpha) * hard + alpha * uniform;
  same(first, last);
  return { first: showNumber(first), last: showNumber(last) };
}

function same(a: number, b: number): void {
  if (Math.abs(a - b) > CLOSE) throw new RangeError(`slips: expected ${a}, got ${b}`);
}
