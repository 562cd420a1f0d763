/**
 * float16 and bfloat16 values that stay the bits they came as: kernels read and write them row by row, so that a batch is
 * never copied to an array four times as large.
 */
import { DTYPES, type FloatArray } from "./dtypes.ts";

export type HalfType = "float16" | "bfloat16";

/** Bits of the stored significand, and the bias of the exponent. */
const FORMATS = { float16: { kept: 10, bias: 15 }, bfloat16: { kept: 7, bias: 127 } } as const;

// Float64Array and Uint32Array over the same bytes: the order of the two words is the machine's.
const float64 = new Float64Array(1);
const words = new Uint32Array(float64.buffer);
const HIGH = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;
const float32 = new Float32Array(1);
const word32 = new Uint32Array(float32.buffer);

export class Halves {
  readonly dtype: HalfType;
  readonly bits: Uint16Array;
  #values: Float64Array | undefined;

  constructor(dtype: HalfType, bits: Uint16Array) {
    this.dtype = dtype;
    this.bits = bits;
  }

  /** All values, widened when they are first read. */
  get values(): Float64Array {
    if (this.#values === undefined) {
      this.#values = new Float64Array(this.bits.length);
      this.load(0, 1, this.bits.length, this.#values);
    }
    return this.#values;
  }

  /** Reads a row into `into` and returns its largest value; NaN is passed over. */
  load(start: number, stride: number, length: number, into: Float64Array): number {
    const { bits, dtype } = this;
    const isFloat16 = dtype === "float16";
    let max = Number.NEGATIVE_INFINITY;
    for (let k = 0, flat = start; k < length; k += 1, flat += stride) {
      const x = isFloat16 ? fromFloat16(bits[flat]!) : fromBfloat16(bits[flat]!);
      into[k] = x;
      if (x > max) max = x;
    }
    return max;
  }

  /** Writes one value, rounded to nearest, ties to even. */
  put(flat: number, value: number): void {
    this.bits[flat] = toBits(value, this.dtype);
  }

  /** Writes a row, each value rounded. */
  store(row: Float64Array, start: number, stride: number, length: number): void {
    const { bits, dtype } = this;
    for (let k = 0, flat = start; k < length; k += 1, flat += stride) bits[flat] = toBits(row[k]!, dtype);
  }
}

function fromFloat16(bits: number): number {
  // 2^112 is what the exponents' biases differ by; subnormal numbers become normal with it.
  word32[0] = (bits & 0x7fff) << 13;
  const size = (bits & 0x7c00) === 0x7c00 ? infinite(bits) : float32[0]! * 2 ** 112;
  return bits >= 0x8000 ? -size : size;
}

function infinite(bits: number): number {
  return (bits & 0x3ff) === 0 ? Number.POSITIVE_INFINITY : Number.NaN;
}

function fromBfloat16(bits: number): number {
  word32[0] = bits << 16;
  return float32[0]!;
}

/** The bits of the nearest number of a dtype, directly from float64: going through float32 would round twice. */
function toBits(value: number, dtype: HalfType): number {
  const { kept, bias } = FORMATS[dtype];
  const infinity = (2 * bias + 1) << kept;
  // Not a number of its own: the highest bit of the significand is set.
  if (Number.isNaN(value)) return infinity | (1 << (kept - 1));
  float64[0] = value;
  const high = words[HIGH]!;
  const sign = (high >>> 16) & 0x8000;
  const size = high & 0x7fffffff;
  if (size < (1024 - bias) << 20) {
    // Subnormal: a multiple of the smallest number, which this sum rounds to.
    const steps = Math.abs(value) * 2 ** (bias - 1 + kept);
    return sign | (steps + 2 ** 52 - 2 ** 52);
  }
  const dropped = 20 - kept;
  const truncated = (size >>> dropped) - ((1023 - bias) << kept);
  const rest = size & ((1 << dropped) - 1);
  const half = 1 << (dropped - 1);
  const isUp = rest > half || (rest === half && (words[1 - HIGH] !== 0 || (truncated & 1) === 1));
  return sign | Math.min(truncated + (isUp ? 1 : 0), infinity);
}

/** Writes a value to an array of floats or of bits. */
export function put(place: FloatArray | Halves, flat: number, value: number): void {
  if (place instanceof Halves) place.put(flat, value);
  else place[flat] = value;
}

/** The bits of a Float16Array, which not every engine has. */
export function bitsOf(elements: unknown): Uint16Array | undefined {
  if (Object.prototype.toString.call(elements) !== DTYPES.float16.tag) return undefined;
  const { buffer, byteOffset, byteLength } = elements as Uint16Array;
  return new Uint16Array(buffer, byteOffset, byteLength / 2);
}
