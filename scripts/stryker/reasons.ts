/** Why a mutant survives, where that is known: by its file and the code that it changes. */
export interface Reason {
  readonly file: string;
  /** As docs/mutation.json has it. */
  readonly code: string;
  /** All replacements of this code if absent. */
  readonly replacement?: string;
  readonly reason: string;
}

const AT_THE_END = "equal: one element more would be written beyond the end of a typed array, which drops it";
const FASTER = "equal: the general code gives the same, only slower";
const NOT_LOADED =
  "the module then throws while it is loaded, so that all tests fail; Stryker does not count a file without tests";
const LARGE = "caught by test/math/large.test.ts, which takes too long to run for each change";

export const REASONS: readonly Reason[] = [
  {
    file: "src/math/double-double.ts",
    code: "Math.abs(a) >= Math.abs(b)",
    reason: "equal: of two summands of the same size, either may come first",
  },
  {
    file: "src/math/double-double.ts",
    code: "2 ** 27 + 1",
    reason: "splits a double as well: no product is known whose error differs",
  },
  { file: "src/math/as-tensor.ts", code: "(name) => [name, name] as const", reason: NOT_LOADED },
  {
    file: "src/math/as-tensor.ts",
    code: "(dtype) => DTYPES[dtype].aliases.map((name) => [name, dtype] as const)",
    reason: NOT_LOADED,
  },
  { file: "src/math/as-tensor.ts", code: "(name) => [name, dtype] as const", reason: NOT_LOADED },
  {
    file: "src/math/as-tensor.ts",
    code: "level.length === 0",
    reason: "equal: an empty array has no first element, and the loop ends there too",
  },
  { file: "src/math/as-tensor.ts", code: "!isHeld", reason: LARGE },
  { file: "src/math/as-tensor.ts", code: "!isHeld || sizeOf(sizes) > elements.length", reason: LARGE },
  { file: "src/math/as-tensor.ts", code: "sizeOf(sizes) > elements.length", reason: LARGE },
  { file: "src/math/as-tensor.ts", code: "elements <= MOST_MADE", reason: LARGE },
  { file: "src/math/as-tensor.ts", code: "[]", reason: "equal: stands for what is no list, and is not read" },
  {
    file: "src/math/as-tensor.ts",
    code: "(value as ArrayLike<unknown> | null)?.length",
    reason: "equal: no caller passes null",
  },
  { file: "src/math/as-tensor.ts", code: "flat < data.length", reason: AT_THE_END },
  {
    file: "src/math/as-tensor.ts",
    code: 'ArrayBuffer.isView(elements) && typeof elements[0] !== "bigint"',
    reason: FASTER,
  },
  {
    file: "src/math/as-tensor.ts",
    code: "{ return new Float64Array(elements as ArrayLike<number>); }",
    reason: FASTER,
  },
  { file: "src/math/broadcast.ts", code: "sameShape(from, to)", reason: FASTER },
  {
    file: "src/math/broadcast.ts",
    code: "{ for (let flat = 0; flat < index.length; flat += 1) index[flat] = flat; return index; }",
    reason: FASTER,
  },
  { file: "src/math/broadcast.ts", code: "flat < index.length", reason: AT_THE_END },
  { file: "src/math/permute.ts", code: "flat < moved.length", reason: AT_THE_END },
  { file: "src/math/permute.ts", code: "() => 0", reason: "equal: every element is set afterwards" },
  {
    file: "src/math/grid.ts",
    code: "rounded > 0",
    reason: "equal: 0 is not larger than any format's largest number",
  },
  { file: "src/math/grid.ts", code: "value < 0", reason: "equal: 0 has been returned before" },
  { file: "src/math/grid.ts", code: '"float64"', reason: FASTER },
  { file: "src/math/grid.ts", code: 'dtype === "float64"', reason: FASTER },
  {
    file: "src/math/errors.ts",
    code: "true",
    reason: "equal: a refusal is known by having the mark, whatever it holds",
  },
  {
    file: "src/math/given-options.ts",
    code: 'typeof value !== "object"',
    reason: "equal: the prototype of no primitive and of no function is that of a plain object",
  },
  {
    file: "src/compare/metrics.ts",
    code: "i < b.length",
    reason: "equal: beyond the end there is no number, which is left out",
  },
  {
    file: "src/compare/metrics.ts",
    code: "largest === 0",
    reason: "equal: 0 / 0 is left out of the sums as well",
  },
  { file: "src/compare/metrics.ts", code: "difference === 0", reason: "equal: the norm is not 0 there" },
  {
    file: "src/conformance/shard.ts",
    code: "missing.length <= MOST_NAMED",
    reason: "equal: one part more is collected than is named",
  },
  { file: "src/conformance/select.ts", code: "() => false", reason: "equal: undefined skips nothing either" },
  { file: "src/conformance/select.ts", code: "skip.length === 0", reason: "equal: no glob matches nothing" },
  {
    file: "src/conformance/naming.ts",
    code: "looksLike === undefined",
    reason: "equal: the text undefined names no mutant",
  },
  {
    file: "src/conformance/run.ts",
    code: 'vector.expect.kind === "throws"',
    reason: "equal: a value has no phase",
  },
  {
    file: "src/conformance/kill-matrix.ts",
    code: '"result"',
    reason: "equal: the judge asks whether an answer is anything else",
  },
  {
    file: "src/conformance/kill-matrix.ts",
    code: "!isMatrixDType(dtype)",
    reason: "equal: cases of other dtypes have been left out; the compiler wants to know",
  },
  { file: "src/compare/ulp.ts", code: "value < 0", reason: "equal: the place of 0 is 0, of either sign" },
  { file: "src/compare/ulp.ts", code: "rounded < 0", reason: "equal: the place of 0 is 0, of either sign" },
  { file: "src/compare/ulp.ts", code: "difference < 0n", reason: "equal: no BigInt has a negative zero" },
  {
    file: "src/compare/ulp.ts",
    code: "magnitude >= FLOAT16_NORMAL",
    reason: "equal: both formulas give 1,024 for the smallest normal number",
  },
  { file: "src/compare/ulp.ts", code: "first === second", reason: FASTER },
  { file: "src/compare/ulp.ts", code: 'type === "float64"', reason: FASTER },
  { file: "src/compare/ulp.ts", code: "value >= 0", reason: FASTER },
  {
    file: "src/compare/classes.ts",
    code: "value > 0",
    reason: "equal: only infinities are left there",
  },
  {
    file: "src/loss/log-softmax.ts",
    code: "Number.isNaN(x)",
    reason: "equal: a NaN makes the total NaN, and with it the whole row",
  },
  {
    file: "src/loss/log-softmax.ts",
    code: "{ max = x; break; }",
    reason: "equal: a NaN makes the total NaN, and with it the whole row",
  },
  {
    file: "src/loss/log-softmax.ts",
    code: "x > max",
    reason: "equal: of two largest logits, either may be left out of the sum and added as 1",
  },
  {
    file: "src/loss/log-softmax.ts",
    code: "Math.log1p(others) + othersLow / total",
    reason: "half an ULP of a sum: less than the rounding of the logarithm itself",
  },
  {
    file: "src/loss/log-softmax.ts",
    code: "othersLow / total",
    reason: "half an ULP of a sum: less than the rounding of the logarithm itself",
  },
  { file: "src/loss/log-softmax.ts", code: "k < length", reason: AT_THE_END },
  { file: "src/loss/sigmoid.ts", code: "k < n", reason: AT_THE_END },
  {
    file: "src/loss/sigmoid.ts",
    code: "x >= 0",
    reason: "equal: at 0 both formulas give the same",
  },
];
