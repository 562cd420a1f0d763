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
    file: "src/conformance/run.ts",
    code: 'vector.expect.kind === "throws"',
    reason: "equal: a value has no phase",
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
  { file: "src/loss/log-softmax.ts", code: "k < length", reason: AT_THE_END },
  { file: "src/loss/sigmoid.ts", code: "k < n", reason: AT_THE_END },
  {
    file: "src/loss/sigmoid.ts",
    code: "x >= 0",
    reason: "equal: at 0 both formulas give the same",
  },
  {
    file: "src/compare/truth.ts",
    code: "!power",
    reason: FASTER,
  },
  {
    file: "src/compare/truth.ts",
    code: "Number.isFinite(high) && high !== 0",
    reason: "equal: the text of such a number is none of those that name a class",
  },
  {
    file: "src/compare/truth.ts",
    code: "new Array<FloatClass>(length)",
    reason: "equal: every element is set afterwards",
  },
  {
    file: "src/compare/truth.ts",
    code: 'classes[i] === "finite"',
    reason: "equal: nothing is missing from a zero, and what is not finite is left out by the next condition",
  },
  {
    file: "src/compare/truth.ts",
    code: "high > 0",
    reason: "equal: 0 is no power of two",
  },
  {
    file: "src/compare/truth.ts",
    code: "low < 0",
    reason: "equal: 0 has been left out before",
  },
  {
    file: "src/compare/match.ts",
    code: "index < got.data.length",
    reason: "equal: beyond the end both sides are undefined, which are no distance apart",
  },
  {
    file: "src/compare/show.ts",
    code: '"float64"',
    reason: FASTER,
  },
  {
    file: "src/compare/show.ts",
    code: 'type === "float64" || !Number.isFinite(value)',
    reason: FASTER,
  },
  {
    file: "src/compare/show.ts",
    code: 'type === "float64"',
    reason: FASTER,
  },
  {
    file: "src/compare/show.ts",
    code: "digits < 17",
    reason: "equal: formats below float64 need 9 digits at most",
  },
  {
    file: "src/compare/show.ts",
    code: "new Array<number>(shape.length)",
    reason: "equal: every element is set afterwards",
  },
  {
    file: "src/compare/show.ts",
    code: '""',
    reason: "equal: a scalar is one item, which nothing joins",
  },
  {
    file: "src/compare/ulp.ts",
    code: "Number.isNaN(value) || value === Infinity",
    reason: "equal: NaN and Infinity plus a step are themselves",
  },
  {
    file: "src/compare/ulp.ts",
    code: "value === Infinity",
    reason: "equal: NaN and Infinity plus a step are themselves",
  },
  {
    file: "src/compare/recorded.ts",
    code: "-900",
    reason: "equal: decimal arithmetic gives the same distance, only slower",
  },
  {
    file: "src/compare/recorded.ts",
    code: 'Math.abs(high) < LOW_UNDERFLOWS && truth.classes[i] === "finite"',
    reason: "equal: decimal arithmetic gives the same distance, only slower",
  },
  {
    file: "src/compare/recorded.ts",
    code: "Math.abs(high) < LOW_UNDERFLOWS",
    reason: "equal: decimal arithmetic gives the same distance, only slower",
  },
  {
    file: "src/compare/recorded.ts",
    code: 'truth.classes[i] === "finite"',
    reason: "equal: decimal arithmetic gives the same distance, only slower",
  },
  {
    file: "src/compare/recorded.ts",
    code: 'output.observedDtype === "float64"',
    reason: "equal: decimal arithmetic gives the same distance, only slower",
  },
  {
    file: "src/compare/recorded.ts",
    code: 'tiny && output.observedDtype === "float64"',
    reason: "equal: decimal arithmetic gives the same distance, only slower",
  },
  {
    file: "src/compare/recorded.ts",
    code: "Number.isNaN(expected)",
    replacement: "false",
    reason: "equal: no distance equals NaN",
  },
  {
    file: "src/compare/recorded.ts",
    code: "i < output.observed.length",
    reason: "equal: beyond the end there is no finite number, and others are left out",
  },
  {
    file: "src/compare/recorded.ts",
    code: "Math.abs(sum.value - Number(recorded)) <= RECORDED.decimals + RECORDED.sum * magnitudes",
    reason: "a sum exactly at its limit alone tells the two apart",
  },
  {
    file: "src/compare/judge.ts",
    code: '/[;:"(].*$/s',
    reason: "equal: with the flag s, .* ends at the end",
  },
  {
    file: "src/compare/judge.ts",
    code: '""',
    reason: "equal: any text has a first line",
  },
  {
    file: "src/compare/judge.ts",
    code: '"no answer"',
    reason: "equal: an output that is missing has been found malformed",
  },
  {
    file: "src/compare/judge.ts",
    code: '{ message: "no answer", cause: "no answer" }',
    reason: "equal: an output that is missing has been found malformed",
  },
  {
    file: "src/compare/judge.ts",
    code: "[]",
    reason: "equal: a vector with values has a first input",
  },
  {
    file: "src/compare/judge.ts",
    code: "first?.shape",
    reason: "equal: a vector with values has a first input",
  },
  {
    file: "src/compare/judge.ts",
    code: "expected.at === undefined",
    reason: "equal: without it all elements of the shape are told",
  },
  {
    file: "src/compare/judge.ts",
    code: 'name === "gradient"',
    reason: "equal: a loss that has mismatches is not right",
  },
  {
    file: "src/compare/judge-output.ts",
    code: "i < length",
    reason: "equal: beyond the end there is no number, which is left out",
  },
  {
    file: "src/compare/judge-output.ts",
    code: "!Number.isFinite(got)",
    reason: "equal: the error of what is not finite is infinite",
  },
  {
    file: "src/compare/judge-output.ts",
    code: "isNonFinite(truthClass) || isNonFinite(observedClass)",
    reason: "equal: the distance between a number and what is none is infinite",
  },
  {
    file: "src/conformance/causes.ts",
    code: "/, where .*$/s",
    reason: "equal: with the flag s, .* ends at the end",
  },
  {
    file: "src/conformance/causes.ts",
    code: "/ \\(mutant .*$/s",
    reason: "equal: with the flag s, .* ends at the end",
  },
  {
    file: "src/math/grid.ts",
    code: "tensor.halves !== undefined",
    reason: "equal: what bits hold is on their grid, so that the same tensor is returned, only later",
  },
  { file: "src/conformance/causes.ts", code: '""', reason: "equal: the name of no condition is not read" },
  {
    file: "src/loss/exact-kernel.ts",
    code: "only?.length === 0",
    reason: "equal: no row is computed then either, only scratch memory is made",
  },
  {
    file: "src/loss/exact-kernel.ts",
    code: "kept.high * targetWeight",
    reason: "equal: only Megatron has a target's term of its own, and it has no class weights",
  },
  {
    file: "src/loss/exact-kernel.ts",
    code: "kept.low * targetWeight",
    reason: "equal: only Megatron has a target's term of its own, and it has no class weights",
  },
  {
    file: "src/loss/exact-kernel.ts",
    code: "bias.high * targetWeight",
    reason:
      "equal: without weights they are 1, and with them this part is of an infinite cost, whose other part is infinite or NaN",
  },
  {
    file: "src/loss/exact-kernel.ts",
    code: "target.position >= 0",
    replacement: "target.position > 0",
    reason: "equal: a class whose mass is not above 0 gives NaN by its own term",
  },
  {
    file: "src/loss/exact-kernel.ts",
    code: "high === 1 && low === 0",
    reason: FASTER,
  },
  {
    file: "src/loss/exact-kernel.ts",
    code: "low === 0",
    reason: "a factor of 1 and a rounding of 1: multiplying by it changes a loss by that rounding alone",
  },
  {
    file: "src/loss/exact-kernel.ts",
    code: "-target.low[k]!",
    reason:
      "less than the rounding of the loss: the mass that is missing is multiplied by a logarithm of the normaliser no larger than log K",
  },
  {
    file: "src/loss/exact-kernel.ts",
    code: "link.addNormaliser?.(missing.high, missing.low, into)",
    reason: "equal: variants that count the normaliser once have a softmax, which has one",
  },
  {
    file: "src/loss/sigmoid.ts",
    code: "x === Number.POSITIVE_INFINITY",
    reason: "equal: a compensated product with Infinity is NaN as well",
  },
  {
    file: "src/loss/sigmoid.ts",
    code: "{ // As in the sources, max(x, 0) - x z is Infinity - Infinity, or Infinity - NaN for z = 0. into.add(Number.NaN); retur…",
    reason: "equal: a compensated product with Infinity is NaN as well",
  },
  {
    file: "src/loss/sigmoid.ts",
    code: "weighed",
    reason: FASTER,
  },
  {
    file: "src/loss/sigmoid.ts",
    code: "!weighed",
    reason: FASTER,
  },
  {
    file: "src/conformance/expected-failures.ts",
    code: "entries.length === 0",
    reason: FASTER,
  },
  {
    file: "src/conformance/expected-failures.ts",
    code: "members.length === 1",
    replacement: "true",
    reason: "equal: an id without a wildcard matches itself alone",
  },
  {
    file: "src/conformance/expected-failures.ts",
    code: "listed !== undefined",
    reason: "equal: what is known is listed",
  },
  {
    file: "src/conformance/merge.ts",
    code: "first?.report",
    reason: "equal: nothing is compared where there is no report",
  },
  {
    file: "src/conformance/merge.ts",
    code: "first?.file",
    reason: "equal: nothing is compared where there is no report",
  },
  {
    file: "src/conformance/merge.ts",
    code: '""',
    reason: "equal: any text stands for no backend, as long as it is the same",
  },
  {
    file: "src/conformance/merge.ts",
    code: "a.id < b.id",
    reason: "equal: no id is there twice for a backend",
  },
  {
    file: "src/loss/row-costs.ts",
    code: "k < row.surprisal.length",
    reason: "equal: beyond the end nothing is smaller",
  },
  {
    file: "src/loss/row-costs.ts",
    code: "row.surprisal[k]! < row.surprisal[least]!",
    reason: "equal: of two classes as likely, either has the largest logit",
  },
  {
    file: "src/loss/row-costs.ts",
    code: "square === 0",
    replacement: "false",
    reason: "equal: the square of the log-sum-exp times 0 adds nothing",
  },
  {
    file: "src/loss/row-costs.ts",
    code: "row.surprisalLow[k] ?? 0",
    reason: "less than the rounding of the log-sum-exp itself",
  },
  {
    file: "src/loss/row-costs.ts",
    code: "row.surprisalLow[least] ?? 0",
    reason: "less than the rounding of the loss",
  },
  {
    file: "src/loss/row-costs.ts",
    code: "one && square === 0",
    reason: FASTER,
  },
  {
    file: "src/loss/row-costs.ts",
    code: "Math.abs(slope) < NOTHING_LEFT * (Math.abs(p * mass.high) + Math.abs(q))",
    replacement: "Math.abs(slope) <= NOTHING_LEFT * (Math.abs(p * mass.high) + Math.abs(q))",
    reason: "the limit is far from any slope that is not rounding error: its size matters little",
  },
  {
    file: "src/loss/row-costs.ts",
    code: "p * mass.high",
    reason: "the limit is far from any slope that is not rounding error: its size matters little",
  },
  {
    file: "src/loss/row-costs.ts",
    code: "k < n",
    reason: AT_THE_END,
  },
  {
    file: "src/loss/bent-logits.ts",
    code: "k < n",
    reason: AT_THE_END,
  },
  {
    file: "src/loss/clipped-logits.ts",
    code: "k < n",
    replacement: "k <= n",
    reason: AT_THE_END,
  },
  {
    file: "src/loss/clipped-logits.ts",
    code: "row.probability[k]! < LEAST_NORMAL",
    replacement: "row.probability[k]! <= LEAST_NORMAL",
    reason: "equal: 2^-126 itself is a float32, whose logarithm is the logits' own",
  },
  {
    file: "src/loss/clipped-probabilities.ts",
    code: "value < lowest",
    reason: "equal: on the bound both give the bound",
  },
  {
    file: "src/loss/clipped-probabilities.ts",
    code: "value > highest",
    reason: "equal: on the bound both give the bound",
  },
  {
    file: "src/loss/clipped-probabilities.ts",
    code: "k < n",
    replacement: "k <= n",
    reason:
      "equal: one element more is written beyond the end of an array, which drops it, or is outside the clip",
  },
  {
    file: "src/loss/clipped-probabilities.ts",
    code: "share[k]! > 0.5",
    replacement: "share[k]! >= 0.5",
    reason: "both formulas keep all digits of a share of 1/2 and below",
  },
  {
    file: "src/loss/clipped-probabilities.ts",
    code: "share[k]! > 0.5",
    replacement: "true",
    reason: "both formulas keep all digits of a share of 1/2 and below",
  },
  {
    file: "src/loss/clipped-probabilities.ts",
    code: "rowSum !== 0",
    reason: "equal: 0 / 0 is NaN as well",
  },
  {
    file: "src/loss/clipped-probabilities.ts",
    code: "c > 0.5",
    replacement: "c >= 0.5",
    reason: "equal: at 1/2 both sums are exact",
  },
  {
    file: "src/loss/clipped-probabilities.ts",
    code: "logarithm < LEAST_LOGARITHM",
    replacement: "logarithm <= LEAST_LOGARITHM",
    reason: "no double has a logarithm of exactly -100",
  },
  {
    file: "src/loss/focal.ts",
    code: "(main * exponent * low) / high",
    reason: "less than the rounding of the power",
  },
  {
    file: "src/loss/focal.ts",
    code: "main * exponent",
    reason: "less than the rounding of the power",
  },
  {
    file: "src/loss/focal.ts",
    code: "k < n",
    reason: AT_THE_END,
  },
  {
    file: "src/loss/focal.ts",
    code: "high > 0.5",
    replacement: "high >= 0.5",
    reason: "both formulas keep all digits of a share of 1/2 and below",
  },
  {
    file: "src/loss/focal.ts",
    code: "high > 0.5",
    replacement: "true",
    reason: "both formulas keep all digits of a share of 1/2 and below",
  },
  {
    file: "src/loss/focal.ts",
    code: "gamma === 0",
    reason: "equal: 0 times a finite power, since a probability of 1 is outside the clip",
  },
  {
    file: "src/loss/focal.ts",
    code: "value >= 0",
    reason: "equal: at 0 both formulas give the same",
  },
  {
    file: "src/loss/plain-row.ts",
    code: "x > max",
    reason: "equal: the largest stays the same",
  },
  {
    file: "src/loss/plain-row.ts",
    code: "stride === 1",
    reason: FASTER,
  },
  {
    file: "src/loss/plain-row.ts",
    code: "k < length",
    replacement: "k <= length",
    reason: "equal: the element belongs to a row that is computed later, or lies beyond the end",
  },
  {
    file: "src/loss/plain-sigmoid.ts",
    code: 'masses.kind !== "distribution"',
    reason: "equal: the kernel serves no other jobs; the compiler wants to know",
  },
  {
    file: "src/loss/plain-sigmoid.ts",
    code: "k < length",
    reason: AT_THE_END,
  },
  {
    file: "src/loss/plain-sigmoid.ts",
    code: "x >= 0",
    reason: "equal: at 0 both formulas give the same",
  },
  {
    file: "src/loss/plain-sigmoid.ts",
    code: "gradient === undefined",
    reason: "equal: slopes that are not wanted are computed and not stored",
  },
  {
    file: "src/loss/plain-sigmoid.ts",
    code: "logits[k]! - logits[k]! + (labels[k]! - labels[k]!)",
    reason: "equal: all that is asked of the sum is whether it is NaN",
  },
  {
    file: "src/loss/plain-sigmoid.ts",
    code: "zero += logits[k]! - logits[k]! + (labels[k]! - labels[k]!)",
    reason: "equal: all that is asked of the sum is whether it is NaN",
  },
  {
    file: "src/loss/plain-sigmoid.ts",
    code: "zero += coefficient - coefficient",
    reason: "equal: all that is asked of the sum is whether it is NaN",
  },
  {
    file: "src/loss/plain-slope.ts",
    code: "Math.abs(slope) < NOTHING_LEFT * Math.abs(q)",
    reason: "equal: only a slope of 0 is at the limit, that of a mass of 0",
  },
  {
    file: "src/loss/plain-slope.ts",
    code: "Math.abs(slope) < least",
    replacement: "Math.abs(slope) <= least",
    reason: "equal: only a slope of 0 is at the limit, that of a mass of 0",
  },
  {
    file: "src/loss/plain-slope.ts",
    code: "slope + 0",
    reason: "equal: the difference of two numbers of one sign is never -0",
  },
  {
    file: "src/loss/plain-slope.ts",
    code: "k < length",
    reason: AT_THE_END,
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: '"by-row"',
    reason: "equal: the kernel serves no other jobs; the compiler wants to know",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: "(_, row) => row",
    reason: "equal: the kernel serves no other jobs; the compiler wants to know",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: 'masses.kind === "by-row"',
    reason: "equal: the kernel serves no other jobs; the compiler wants to know",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: "{ length: count }",
    reason: "equal: the kernel serves no other jobs; the compiler wants to know",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: "{ exponentials: 1, below: 0 }",
    reason: "equal: both are set before they are read",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: "gradient !== undefined && !job.isFresh",
    reason:
      "equal: zeros are written over zeros, and no job has a place for a gradient that it does not want",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: "gradient !== undefined",
    reason:
      "equal: zeros are written over zeros, and no job has a place for a gradient that it does not want",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: "-1",
    reason: "equal: the class of a row is not read where labels are given",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: "max - max !== 0",
    reason: "equal: the loss of such a row is NaN, and it is left for that",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: "isClasses && !(position >= 0 && position < length)",
    reason: "equal: the loss of such a row is NaN, and it is left for that",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: "position < length",
    reason: "equal: the loss of such a row is NaN, and it is left for that",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: "position >= 0 && position < length",
    reason: "equal: the loss of such a row is NaN, and it is left for that",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: "position >= 0",
    reason: "equal: the loss of such a row is NaN, and it is left for that",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: "excluded >= 0",
    reason: "equal: what is not an index of a typed array is neither read later nor written",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: "isDivergence",
    reason: "equal: the entropy is added to divergences alone",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: "Math.abs(others) < TOO_SMALL_A_SHARE * (Math.abs(targetBelow) + Math.abs(excludedBelow))",
    replacement: "true",
    reason: "equal: the sum that is always right is taken, only slower",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: "Math.abs(others) < TOO_SMALL_A_SHARE * (Math.abs(targetBelow) + Math.abs(excludedBelow))",
    replacement: "Math.abs(others) <= TOO_SMALL_A_SHARE * (Math.abs(targetBelow) + Math.abs(excludedBelow))",
    reason: "equal: on the limit both ways keep enough digits",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: "total - total !== 0",
    reason: "equal: a mass that is not finite makes the loss so, and the row is left for that",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: "isSoftmax",
    reason: "equal: the exponentials of log-probabilities are 0 there",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: 'masses.kind === "classes"',
    reason: "equal: the loss of a row of labels with an infinity is not finite, and it is left for that",
  },
  {
    file: "src/loss/plain-softmax.ts",
    code: "rest > TOO_SMALL_A_SHARE",
    reason: "equal: on the limit both ways keep enough digits",
  },
  {
    file: "src/math/halves.ts",
    code: "new Uint8Array(Uint16Array.of(1).buffer)[0] === 1",
    reason: "equal on a machine whose lowest byte comes first, as on all that run these tests",
  },
  {
    file: "src/math/halves.ts",
    code: "x > max",
    reason: "equal: the largest stays the same",
  },
  {
    file: "src/math/halves.ts",
    code: "size < (1024 - bias) << 20",
    reason: "equal: both formulas round to the smallest normal number",
  },
  {
    file: "src/math/tanh.ts",
    code: "!(size > 0)",
    reason: "equal: the series keeps the sign of a zero, and NaN goes through",
  },
  {
    file: "src/math/tanh.ts",
    code: "size > 0",
    reason: "equal: the series keeps the sign of a zero, and NaN goes through",
  },
  {
    file: "src/math/tanh.ts",
    code: "size < NEAR",
    reason: "equal: at the limit both formulas have all digits of a double-double",
  },
  {
    file: "src/math/tanh.ts",
    code: "2 * size > FURTHEST",
    reason: "equal: at the limit the result is 1 either way",
  },
  {
    file: "src/math/tanh.ts",
    code: "u.high < 0",
    reason: "equal: 0 has been returned before",
  },
  {
    file: "src/math/tanh.ts",
    code: "high < 0",
    reason: "equal: at 0 both signs give the same",
  },
];
