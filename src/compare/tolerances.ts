/**
 * The one table of tolerances. Every number that decides whether a result passes, or whether `convert` and `explain` take
 * two definitions for the same function, is here. How closely `identify` searches is not a verdict, and stays with its
 * searches. A dialect (another project's definition of a core variant) that differs from that variant by no more than an
 * epsilon states the margin in its record (`identity`).
 *
 * Units: a loss is measured in ULP of the larger of |truth| and the magnitude of its terms, a gradient in epsilon times
 * that magnitude per element (see metrics.ts). Both count the error in roundings, whatever the size of the number.
 */

import type { FloatType } from "../formats/bits.ts";

export type OutputName = "loss" | "gradient";

/** Who is judged: our own float64 evaluator, the ONNX oracle, the references themselves on our random calls, or others. */
export type ToleranceProfile =
  | "js"
  | "wasm"
  | "onnx"
  | "tfjs-cpu"
  | "tfjs-wasm"
  | "tfjs-webgl"
  | "tfjs-webgpu"
  | "default"
  | "reference";

export interface ToleranceRow {
  readonly judged: ToleranceProfile;
  readonly dtype: FloatType;
  readonly output: OutputName;
  /** Always allowed, in units. */
  readonly floor: number;
  /** The same where there are more classes than WIDE. */
  readonly wideFloor: number;
  /** Also allowed: this many times the reference's own error on the same vector, each in its own dtype's units. */
  readonly timesReference: number;
  /**
   * Whether the floor is higher where a vector has small probabilities: an implementation that takes them as the exponential
   * of a logarithm in the dtype has half of that logarithm's last place in each of them.
   */
  readonly roundedLogarithms: boolean;
  /**
   * Whether a difference that is exactly 0 in the truth and in the reference must also be 0 here. A result without any
   * terms, such as the gradient of an ignored row, must be 0 for everybody.
   */
  readonly exactZeros: boolean;
  /** Whether a result below the smallest normal number may be 0, as on hardware that flushes subnormals. */
  readonly flushesSubnormals: boolean;
  readonly reason: string;
}

const JS_FLOAT64_LOSS =
  "compensated sums over terms of one sign, each within an ULP or two of exp and log1p; the sum itself adds half an ULP";
const JS_FLOAT64_GRADIENT =
  "softmax costs an exp, a sum and a division, then one product and one subtraction per element, then the upstream factor";
const JS_ROUNDED = "computed in float64 and rounded once: half an ULP, and a margin for the double rounding";
const STRANGER_LOSS =
  "sums in the dtype itself, in any order: PyTorch's own float32 row losses are up to 3.0 ULP off at K = 32,768";
const STRANGER_GRADIENT =
  "PyTorch and Keras are 3 units off at K = 10, 12 at K = 1,000 and 193 at K = 32,768; in wide rows PyTorch differs by 38.8 at K = 65,536 from one instruction set and thread count to another; a wrong target rule is thousands off";
const STRANGER_HALF =
  "16-bit formats are usually computed in float32 and rounded once; sums held in 16 bits lose more. A vector allows everybody the same, however inexact its reference was, which passes its own numbers and no more";
const STRANGER_HALF_GRADIENT = `${STRANGER_HALF}; where log p is rounded, as in PyTorch and JAX, p is off by half a last place of it: 16.6 units of bfloat16 at log p = -36`;

const WASM_LOSS =
  "float32 exponentials and differences, each rounded, whose sums run over 8 of a kind before they are widened: within 2 ULP on the vectors, 2.6 the largest known (npm run worst)";
const WASM_GRADIENT =
  "an exponential within two roundings, a factor, a product and a subtraction, each rounded to float32";
const WASM_FLOAT64 =
  "the same in float64, with the sums of blocks compensated: an exponential, a factor, a product and a subtraction; 4.1 ULP of a loss the largest known (npm run worst)";
const ONNX_ROUNDED =
  "the float32 graphs compute in float64 and round once: half a unit (measured: 0.500), and a margin for the double rounding";
const ONNX_FLOAT64_LOSS =
  "plain float64 sums of terms that do not cancel, in ONNX Runtime's order: 3.4 units at most, KL at smoothing 1e-6; one running sum over wide rows: 285 at K = 4,095";
const ONNX_FLOAT64_GRADIENT =
  "softmax is taken as exp(log p), so half an ULP of log p is in every p: 15 units at log p = -29, 64 where logits are 128 apart, as far as random calls have them; in wide rows 1,167 at K = 65,537, where PyTorch is 1,159 off";
const TFJS_LOSS =
  "float32 kernels, one rounding each; terms of one sign, long sums in blocks of 64: 3.0 ULP at most, opennmt in WebAssembly, and 6.5 in wide rows";
const TFJS_GRADIENT =
  "an exponential, a sum, a division and two products, each rounded to float32: 4.4 units at most, Keras' clipped rows; 16.1 where logits of all 24 bits lie 32 apart, whose difference is rounded";
const TFJS_GPU =
  "the same numbers as in WebAssembly, subnormal results aside: SwiftShader and GPUs flush them to 0, as GLSL ES and WGSL allow";
const TFJS_WEBGPU_LOSS =
  "as on other GPUs; in wide rows 10.4 ULP at K = 262,144, whose sums SwiftShader adds in longer runs than WebGL does";
const REFERENCE =
  "torch, tfjs and OpenNMT subtract a rounded log-sum-exp from the logits, so a logit of 64 costs 64 eps of its probability; TensorFlow flushes float32 subnormals to 0";

/** Classes up to which a sum over them costs no more than its terms. */
const WIDE = 100;

/** Whether p * sum(q) - q is exactly 0 is an accident of rounding, which only a port of the reference must reproduce. */
const PORT = { exactZeros: true };
const FLUSHES = { flushesSubnormals: true };
const ROUNDED_LOGARITHMS = { roundedLogarithms: true };

export const TOLERANCES: readonly ToleranceRow[] = [
  row("js", "float64", "loss", 4, 0, JS_FLOAT64_LOSS, PORT),
  row("js", "float64", "gradient", 8, 0, JS_FLOAT64_GRADIENT, PORT),
  row("js", "float32", "loss", 1, 0, JS_ROUNDED, PORT),
  row("js", "float32", "gradient", 1, 0, JS_ROUNDED, PORT),
  row("js", "float16", "loss", 1, 0, JS_ROUNDED, PORT),
  row("js", "float16", "gradient", 1, 0, JS_ROUNDED, PORT),
  row("js", "bfloat16", "loss", 1, 0, JS_ROUNDED, PORT),
  row("js", "bfloat16", "gradient", 1, 0, JS_ROUNDED, PORT),
  row("wasm", "float64", "loss", 8, 0, WASM_FLOAT64),
  row("wasm", "float64", "gradient", 8, 0, WASM_FLOAT64),
  row("wasm", "float32", "loss", 4, 0, WASM_LOSS),
  row("wasm", "float32", "gradient", 4, 0, WASM_GRADIENT),
  row("wasm", "float16", "loss", 1, 0, JS_ROUNDED),
  row("wasm", "float16", "gradient", 1, 0, JS_ROUNDED),
  row("wasm", "bfloat16", "loss", 1, 0, JS_ROUNDED),
  row("wasm", "bfloat16", "gradient", 1, 0, JS_ROUNDED),
  row("onnx", "float64", "loss", 4, 0, ONNX_FLOAT64_LOSS, { wideFloor: 512 }),
  row("onnx", "float64", "gradient", 80, 0, ONNX_FLOAT64_GRADIENT, { wideFloor: 2048 }),
  row("onnx", "float32", "loss", 1, 0, ONNX_ROUNDED),
  row("onnx", "float32", "gradient", 1, 0, ONNX_ROUNDED),
  row("tfjs-cpu", "float32", "loss", 4, 0, TFJS_LOSS, { wideFloor: 8 }),
  row("tfjs-cpu", "float32", "gradient", 32, 0, TFJS_GRADIENT),
  row("tfjs-wasm", "float32", "loss", 4, 0, TFJS_LOSS, { wideFloor: 8 }),
  row("tfjs-wasm", "float32", "gradient", 32, 0, TFJS_GRADIENT),
  row("tfjs-webgl", "float32", "loss", 4, 0, TFJS_GPU, { ...FLUSHES, wideFloor: 8 }),
  row("tfjs-webgl", "float32", "gradient", 32, 0, TFJS_GPU, FLUSHES),
  row("tfjs-webgpu", "float32", "loss", 4, 0, TFJS_WEBGPU_LOSS, { ...FLUSHES, wideFloor: 16 }),
  row("tfjs-webgpu", "float32", "gradient", 32, 0, TFJS_GPU, FLUSHES),
  row("default", "float64", "loss", 8, 4, STRANGER_LOSS),
  row("default", "float64", "gradient", 8, 4, STRANGER_GRADIENT),
  row("default", "float32", "loss", 8, 4, STRANGER_LOSS),
  row("default", "float32", "gradient", 8, 4, STRANGER_GRADIENT, { wideFloor: 64 }),
  row("default", "float16", "loss", 4, 1, STRANGER_HALF),
  row("default", "float16", "gradient", 4, 1, STRANGER_HALF_GRADIENT, ROUNDED_LOGARITHMS),
  row("default", "bfloat16", "loss", 4, 1, STRANGER_HALF),
  row("default", "bfloat16", "gradient", 4, 1, STRANGER_HALF_GRADIENT, ROUNDED_LOGARITHMS),
  row("reference", "float64", "loss", 64, 4, REFERENCE),
  row("reference", "float64", "gradient", 128, 4, REFERENCE),
  row("reference", "float32", "loss", 64, 4, REFERENCE, FLUSHES),
  row("reference", "float32", "gradient", 128, 4, REFERENCE, FLUSHES),
];

type Column = "wideFloor" | "roundedLogarithms" | "exactZeros" | "flushesSubnormals";

/** A row, with the columns that are not as usual. */
function row(
  judged: ToleranceProfile,
  dtype: FloatType,
  output: OutputName,
  floor: number,
  timesReference: number,
  reason: string,
  columns: Partial<Pick<ToleranceRow, Column>> = {},
): ToleranceRow {
  const usual = {
    wideFloor: floor,
    roundedLogarithms: false,
    exactZeros: false,
    flushesSubnormals: false,
  };
  return { judged, dtype, output, floor, timesReference, reason, ...usual, ...columns };
}

/** The row that applies. There is one for every combination. */
export function toleranceRow(judged: ToleranceProfile, dtype: FloatType, output: OutputName): ToleranceRow {
  const found = TOLERANCES.find((r) => r.judged === judged && r.dtype === dtype && r.output === output);
  if (!found) throw new RangeError(`dtype: expected one with a row in the tolerance table, got ${dtype}`);
  return found;
}

/**
 * The units by which an output may be off: the floor or a multiple of the reference's own error, whichever is larger.
 *
 * @param depth how far the smallest term lies below the largest, as a logarithm: about the largest |log p|
 */
export function budgetOf(tolerance: ToleranceRow, referenceUnits: number, classes = 0, depth = 0): number {
  const floor = classes > WIDE ? tolerance.wideFloor : tolerance.floor;
  // A last place of |log p| is epsilon times the power of two below it, in every format.
  const logarithm = tolerance.roundedLogarithms && depth > 0 ? 2 ** Math.floor(Math.log2(depth)) / 2 : 0;
  return Math.max(floor + logarithm, tolerance.timesReference * referenceUnits);
}

/** How far the sum of a large gradient, with random signs, may be off: elements that a vector does not tell are judged by it. */
export const SIGNED_SUM = {
  /** Times the Euclidean norm of the errors that each element may have. */
  deviations: 6,
  reason:
    "whatever the errors are, random signs give them a sum above t times their norm with a probability below 2 exp(-t^2 / 2) (Hoeffding): 3e-8 for 6, even where every element is as far off as it may be",
} as const;

/** How far a computed number may be from one that a thread prints. */
export const PRINTED = {
  /** Units of the last printed digit. */
  lastPlaces: 1,
  /** Roundings of the dtype it was computed in. */
  ulps: 1,
  reason:
    "programs round what they print, people often cut it off: either is within one unit of the last digit; one ULP, since a float32 is often printed with more digits than it holds",
} as const;

export type TrajectoryMeasure = "loss" | "gradientNorm" | "weights";

export interface TrajectoryTolerance {
  readonly measure: TrajectoryMeasure;
  /** Relative to the reference: of the worst step, or of the norm of all final weights together. */
  readonly relative: number;
  readonly reason: string;
}

/**
 * How far a training run may depart from the recorded one. It is not given in units of single calls, since hundreds of
 * steps that build on each other are judged here.
 */
export const TRAJECTORY_TOLERANCES: readonly TrajectoryTolerance[] = [
  {
    measure: "loss",
    relative: 5e-6,
    reason:
      "PyTorch's own float32 run is up to 5.5e-7 from its float64 run, and moves by up to 1e-6 with the processor; smoothing 0.1001 instead of 0.1 is 5e-4 off, a / (K - 1) instead of a / K 7e-2",
  },
  {
    measure: "gradientNorm",
    relative: 5e-6,
    reason:
      "PyTorch's float32 run is up to 1.3e-6 from its float64 run; smoothing 0.1001 instead of 0.1 is 5e-4 off",
  },
  {
    measure: "weights",
    relative: 5e-6,
    reason:
      "PyTorch's float32 run ends up to 5.5e-7 from its float64 run; smoothing 0.1001 instead of 0.1 is 1e-4 off",
  },
];

/** How far a vector's observed value may be from where it was recorded. */
export const RECORDED = {
  /** For a distance below a million, in ULP. */
  decimals: 0.001,
  /** For a sum of distances, in addition, relative to their sizes. */
  sum: 2 ** -51,
  reason:
    "distances are written to three decimals; a compensated sum over them is off by a rounding or two of its terms, and one changed bit moves it by half a ULP or more",
} as const;

/** How far below its floor a printed loss may be, relative to the floor where that is above 1. */
export const UNDER_FLOOR = {
  relative: 1e-6,
  reason: "a loss of a float32 run that has reached its floor is off by some roundings of 1.2e-7",
} as const;

/** When two definitions count as one function, for `convert` and `explain`. */
export const SAME_FUNCTION = {
  /** Relative difference of two masses: a few roundings of 2^-53, far less than any two rules differ by. */
  mass: 2 ** -45,
  /** Difference of losses and gradients on a probe row. */
  probe: 1e-9,
  /** Relative difference of one loss over rows in two shapes. */
  reshaped: 1e-12,
  reason:
    "masses are solved for in double-doubles; probe rows have derived inputs, which are rounded, at K in the millions; rows in another shape are summed in another order",
} as const;
