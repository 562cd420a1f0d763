/**
 * How often `identify` is right, and how fast: random calls of random variants, each reduced to one number where it
 * has a reduction, and the number, or those of its rows, given back to be identified.
 *
 *     npx tsx scripts/campaigns/identify.ts [--runs 10000] [--seed 20261124] [--digits 12|6] [--decimals 2]
 *
 * Prints the seed and the counts; fails where an answer was wrong.
 */

import { parseArgs } from "node:util";
// The built package, as users have it: code that tsx compiles is a fifth slower.
import { type Identity, identify } from "smoothproof/analysis";
import { bind } from "../../src/definition/bind.ts";
import type { OptionValue } from "../../src/definition/options.ts";
import type { VariantRecord } from "../../src/definition/record.ts";
import { UNREDUCED } from "../../src/loss/axis-values.ts";
import { evaluate } from "../../src/loss/evaluate.ts";
import type { LossCall } from "../../src/loss/loss-call.ts";
import type { FloatArray } from "../../src/math/dtypes.ts";
import { sizeOf, type Tensor } from "../../src/math/tensor.ts";
import { plain } from "../../src/mutants/plain-arithmetic.ts";
import { VARIANTS, variantById } from "../../src/variants/index.ts";
import { Draws } from "./identify/draws.ts";

/** The most milliseconds for an answer. */
const AIM_MS = 50;

const CLASSES = { least: 3, most: 1000 };
const ROWS = { least: 3, most: 12 };
const SMOOTHING = { least: 0.01, most: 0.6 };

type Options = { [name: string]: OptionValue };

/** A call of a variant, with the number it gave. */
interface Truth {
  readonly record: VariantRecord;
  readonly options: Options;
  readonly input: Tensor;
  readonly target: Tensor;
  readonly weight: Tensor | undefined;
  readonly lossCall: LossCall;
}

function drawTruth(draws: Draws, smoothing: number, dtype: "float64" | "float32"): Truth {
  const record = draws.pick(VARIANTS);
  const classes = draws.integer(CLASSES.least, CLASSES.most);
  const drawn = draws.integer(ROWS.least, ROWS.most);
  const rows = record.accepts.rank.least === 3 ? 3 * Math.ceil(drawn / 3) : drawn;
  const targetKind = draws.pick(record.accepts.targets);
  const indices = Float64Array.from({ length: rows }, () => draws.integer(0, classes - 1));
  const options = drawOptions(
    draws,
    record,
    smoothing,
    classes,
    targetKind === "indices" ? indices : undefined,
  );
  const bound = bind(record, options);
  const { axes } = bound;
  const round = dtype === "float32" ? Math.fround : (value: number): number => value;
  const logits = Float64Array.from({ length: rows * classes }, () => round(2 * draws.normal()));
  // Sources that take batches of sequences get three sequences.
  const batch = record.accepts.rank.least === 3 ? [3, rows / 3] : [rows];
  const shape = [...batch, classes];
  const tensor = (sizes: readonly number[], data: Float64Array): Tensor => ({ dtype, shape: sizes, data });
  const input = tensor(shape, inputOf(axes.input, logits, classes).map(round));
  const oneHot = new Float64Array(rows * classes);
  indices.forEach((index, row) => {
    oneHot[row * classes + index] = 1;
  });
  const target: Tensor =
    targetKind === "indices" ? { dtype: "int64", shape: batch, data: indices } : tensor(shape, oneHot);
  const isWeighted = record.weightName !== undefined && draws.next() < 0.25;
  const isPerRow = record.weightName === "sampleWeight";
  const perRow =
    record.accepts.weightShape === "sequences"
      ? batch.map((size, axis) => (axis === 0 ? size : 1))
      : [...batch, ...(axes.rowLoss === "each" ? [1] : [])];
  const weightShape = isPerRow ? perRow : [classes];
  const weight = isWeighted
    ? tensor(
        weightShape,
        Float64Array.from({ length: sizeOf(weightShape) }, () => draws.integer(1, 16) / 8),
      )
    : undefined;
  const lossCall = bound.call({ input, target, weight });
  return { record, options, input, target, weight, lossCall };
}

function inputOf(
  holds: "logits" | "logProbs" | "probs",
  logits: Float64Array,
  classes: number,
): Float64Array {
  if (holds === "logits") return logits;
  const data = Float64Array.from(logits);
  for (let start = 0; start < data.length; start += classes) {
    const row = data.subarray(start, start + classes);
    const sum = row.reduce((total, x) => total + Math.exp(x), 0);
    row.forEach((x, k) => {
      row[k] = holds === "probs" ? Math.exp(x) / sum : x - Math.log(sum);
    });
  }
  return data;
}

function drawOptions(
  draws: Draws,
  record: VariantRecord,
  smoothing: number,
  classes: number,
  indices: Float64Array | undefined,
): Options {
  const options: Options = {};
  for (const [name, spec] of Object.entries(record.options)) {
    if (spec.kind !== "choice") continue;
    // One number is to be identified, so losses are reduced.
    const value = draws.pick(
      Object.keys(spec.axes).filter((choice) => spec.axes[choice]!.reduction !== UNREDUCED),
    );
    options[name] = typeof spec.default === "boolean" ? value === "true" : value;
  }
  options.labelSmoothing = smoothing;
  if ("numClasses" in record.options) options.numClasses = classes;
  if ("ignoreIndex" in record.options && indices !== undefined) {
    const excludes = record.axes.excludedClass !== "none";
    const isRequired = record.options.ignoreIndex!.default === undefined;
    if (excludes || isRequired || draws.next() < 0.25)
      options.ignoreIndex = draws.pick(excludes ? [0, 1, classes - 1, indices[0]!] : [...indices]);
  }
  return options;
}

/** How many terms are summed side by side, as in vector code. */
const BLOCK = 32;

/** The plain evaluator supports only the axes of the core; for others, it is off by more than this. */
const ROUNDING = 1e-3;

/** Computes in float32 with every step rounded and sums in blocks, as frameworks do; in float64 with our evaluator. */
function lossOf({ lossCall }: Truth, dtype: "float64" | "float32"): FloatArray {
  const right = evaluate(lossCall, { gradient: false }).loss.data;
  const rough =
    dtype === "float32" ? plain(lossCall, { round: Math.fround, block: BLOCK })?.loss.data : undefined;
  const isSame = rough?.every((value, j) => Math.abs(value - right[j]!) <= ROUNDING * Math.abs(right[j]!));
  return rough !== undefined && isSame ? rough : right;
}

/**
 * Whether an answer names a variant and options that compute the same as the true ones, on these numbers and on others. An
 * answer which says that the numbers do not tell the smoothing names all smoothings.
 */
function isNamed(identity: Identity, truth: Truth, others: Tensor): boolean {
  const answers = identity.matches.flatMap((match) =>
    match.mutant === undefined ? [match, ...match.sameAs] : [],
  );
  return answers.some(({ variant, options }) => {
    if (variant !== truth.record.id) return false;
    const { labelSmoothing = truth.options.labelSmoothing } = options;
    if (Math.abs(Number(labelSmoothing) - Number(truth.options.labelSmoothing)) > 1e-9) return false;
    const record = variantById(variant)!;
    return [truth.input, others].every((input) => {
      const call = { input, target: truth.target, weight: truth.weight };
      const losses = (given: Options): FloatArray =>
        evaluate(bind(record, given).call(call), { gradient: false }).loss.data;
      const [named, right] = [losses({ ...options, labelSmoothing } as Options), losses(truth.options)];
      return right.every((value, j) => Math.abs(named[j]! - value) <= 1e-9 * Math.max(1, Math.abs(value)));
    });
  });
}

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "10000" },
    seed: { type: "string", default: "20261124" },
    digits: { type: "string", default: "12" },
    decimals: { type: "string", default: "2" },
    show: { type: "string", default: "3" },
  },
});
const [runs, seed, digits, decimals] = [values.runs, values.seed, values.digits, values.decimals].map(
  Number,
) as [number, number, number, number];
const dtype = digits <= 7 ? "float32" : "float64";
const draws = new Draws(seed);
const none = { unique: 0, ambiguous: 0, missed: 0, wrong: 0, refused: 0 };
/** Counts for records with one number, and for those with one per row. */
const counts = { reduced: { ...none }, perRow: { ...none } };
const times: number[] = [];
let shown = 0;
for (let run = 0; run < runs; run += 1) {
  const scale = 10 ** decimals;
  const drawn = draws.integer(SMOOTHING.least * scale, SMOOTHING.most * scale) / scale;
  const truth = drawTruth(draws, drawn, dtype);
  const loss = lossOf(truth, dtype);
  if (!loss.every(Number.isFinite)) {
    run -= 1;
    continue;
  }
  const { record, input, target, weight } = truth;
  const own = loss.length === 1 ? counts.reduced : counts.perRow;
  const others = { ...input, data: Float64Array.from(input.data).reverse() };
  const began = performance.now();
  let identity: Identity | undefined;
  try {
    identity = identify({
      [truth.lossCall.axes.input]: input,
      target,
      ...(weight === undefined ? {} : { [record.weightName!]: weight }),
      loss:
        loss.length === 1
          ? loss[0]!.toPrecision(digits)
          : Array.from(loss, (value) => Number(value.toPrecision(digits))),
    } as Parameters<typeof identify>[0]);
  } catch (error) {
    own.refused += 1;
    if (shown++ < Number(values.show))
      console.error(`refused: ${record.id} ${JSON.stringify(truth.options)}: ${(error as Error).message}`);
  }
  if ((run + 1) % 500 === 0) console.error(`${run + 1}: ${JSON.stringify(counts)}`);
  times.push(performance.now() - began);
  if (identity === undefined) continue;
  const isContained = isNamed(identity, truth, others);
  const kind = isContained
    ? identity.ambiguous || identity.matches[0]?.options.labelSmoothing === undefined
      ? "ambiguous"
      : "unique"
    : identity.ambiguous || identity.matches.length === 0
      ? "missed"
      : "wrong";
  own[kind] += 1;
  const isAmiss = kind === "wrong" || kind === "missed";
  if (isAmiss || (kind === "ambiguous" && shown++ < Number(values.show))) {
    const said = identity.matches
      .slice(0, 4)
      .map(({ variant, options, mutant }) => `${variant} ${mutant?.id ?? ""} ${JSON.stringify(options)}`);
    console.error(
      `${kind}: ${record.id} ${input.shape} ${JSON.stringify(truth.options)}${weight ? " weighted" : ""}: ${said.join(" | ")}`,
    );
  }
}
times.sort((a, b) => a - b);
const share = (count: number): string => `${((100 * count) / runs).toFixed(2)} %`;
console.log(
  `seed ${seed}, ${runs} records of ${VARIANTS.length} variants, ${dtype} losses of ${digits} digits, smoothings of ${decimals} decimals`,
);
const perRow = Object.values(counts.perRow).reduce((sum, count) => sum + count, 0);
console.log(`${perRow} of them have no reduction: the losses of their rows were given`);
for (const kind of Object.keys(none) as (keyof typeof none)[]) {
  const [reduced, rows] = [counts.reduced[kind], counts.perRow[kind]];
  console.log(
    `${kind}: ${reduced + rows} (${share(reduced + rows)}), ${reduced} by one number, ${rows} by those of the rows`,
  );
}
const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
const quick = times.filter((time) => time < AIM_MS).length;
console.log(
  `${share(quick)} take less than ${AIM_MS} ms; milliseconds each: mean ${mean.toFixed(1)}, median ${times[Math.floor(runs / 2)]!.toFixed(1)}, 99 % below ${times[Math.floor(runs * 0.99)]!.toFixed(1)}, most ${times.at(-1)!.toFixed(1)}`,
);
if (Object.values(counts).some(({ wrong, missed }) => wrong + missed > 0)) process.exitCode = 1;
