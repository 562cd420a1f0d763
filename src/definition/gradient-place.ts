/** Where a gradient is written, and what it must not lie over. */
import type { LossCall } from "../loss/loss-call.ts";
import type { TensorLike } from "../math/as-tensor.ts";
import { refuse, show } from "../math/errors.ts";
import { bitsOf, Halves } from "../math/halves.ts";
import { sizeOf, type Tensor } from "../math/tensor.ts";

/** Values, or the bit patterns of 16-bit floats. */
export type GradientPlace = { readonly data: Float32Array | Float64Array } | { readonly bits: Uint16Array };

type View = Pick<Float64Array, "buffer" | "byteOffset" | "byteLength" | "length">;

/** What a gradient must keep clear of. */
interface Surroundings {
  readonly lossCall: LossCall;
  /** The tensors as they were given, by the names of the arguments: the call may have copies of their values. */
  readonly given: { readonly [argument: string]: TensorLike | undefined };
  /** Whether a view lies in memory that has several buffers, which are all the same bytes. */
  readonly isHeld: (view: View) => boolean;
}

/**
 * The array that a gradient is written to.
 *
 * @throws InvalidArgument where it does not fit, or lies over anything but the very values of the first input
 */
export function placeFor(
  place: GradientPlace,
  { lossCall, given, isHeld }: Surroundings,
): Float32Array | Float64Array | Halves {
  const data = fitting(place, lossCall.input);
  const isSameMemory = (other: View): boolean =>
    data.buffer === other.buffer || (isHeld(data) && isHeld(other));
  const meets = (other: View): boolean =>
    isSameMemory(other) &&
    data.byteOffset < other.byteOffset + other.byteLength &&
    other.byteOffset < data.byteOffset + data.byteLength;
  const isItself = (other: View): boolean =>
    data.byteOffset === other.byteOffset &&
    data.byteLength === other.byteLength &&
    data.length === other.length;
  const { axes, input, target, weight, upstream } = lossCall;
  const { input: first, ...others } = given;
  const named = [
    ...Object.entries({ [axes.input]: input, target, weight, upstream }),
    ...Object.entries<unknown>({ [axes.input]: first, ...others }),
  ];
  for (const [name, tensor] of named) {
    const view = viewOf(tensor);
    const isFirst = name === axes.input;
    if (view === undefined || !meets(view) || (isFirst && isItself(view))) continue;
    const allowed = isFirst ? `the values of ${name} or others` : `values that are not those of ${name}`;
    refuse("gradient", `expected ${allowed}, got some that overlap ${name} in memory`);
  }
  return data instanceof Uint16Array ? new Halves(input.dtype as Halves["dtype"], data) : data;
}

/** The gradient of the call before where it fits this one and is none of its inputs, else a new one. */
export function keptFor(
  { input: { dtype, shape, halves } }: LossCall,
  given: Surroundings["given"],
  kept: Float32Array | Float64Array | Halves | undefined,
): Float32Array | Float64Array | Halves {
  const length = sizeOf(shape);
  const last = kept instanceof Halves ? kept.bits : kept;
  // The user may have given it to another thread, which leaves an array of no length, or to this call.
  const isFree =
    last?.length === length && !Object.values(given).some((each) => viewOf(each)?.buffer === last.buffer);
  const held = dtype === "float32" ? Float32Array : Float64Array;
  if (halves === undefined) return isFree && kept instanceof held ? kept : new held(length);
  const isSame = isFree && kept instanceof Halves && kept.dtype === halves.dtype;
  return isSame ? kept : new Halves(halves.dtype, new Uint16Array(length));
}

function fitting(place: GradientPlace, { dtype, shape }: Tensor): Float32Array | Float64Array | Uint16Array {
  const isHalf = dtype === "float16" || dtype === "bfloat16";
  const data = readPlace(place, dtype === "float16");
  const held = dtype === "float32" ? Float32Array : Float64Array;
  // `instanceof` alone holds for a Proxy of an array too, and throws for one that was revoked.
  const isBits = isHalf && ArrayBuffer.isView(data) && data instanceof Uint16Array;
  if (!isBits && !(ArrayBuffer.isView(data) && data instanceof held)) {
    const wanted = isHalf ? "bits, or a Float64Array as data," : `a ${held.name} as data`;
    refuse("gradient", `expected ${wanted} for ${dtype}, got ${show(data)}`, "input-dtype");
  }
  const length = sizeOf(shape);
  if (data.length !== length)
    refuse("gradient", `expected ${length} values as the input has, got ${data.length}`, "shape-mismatch");
  return data;
}

/** What was given as bits or data, a Float16Array as its bits; undefined where a Proxy lets nobody read it. */
function readPlace(place: unknown, isFloat16: boolean): unknown {
  try {
    const { bits, data } = Object(place) as { readonly bits?: unknown; readonly data?: unknown };
    const given = bits ?? data;
    return (isFloat16 && ArrayBuffer.isView(given) ? bitsOf(given) : undefined) ?? given;
  } catch {
    return undefined;
  }
}

/** The memory of a tensor, if it is one array. A tensor of bits has its values only once they are read. */
function viewOf(value: unknown): View | undefined {
  if (ArrayBuffer.isView(value)) return value as unknown as View;
  if (typeof value !== "object" || value === null) return undefined;
  const { halves } = value as Partial<Tensor>;
  const held =
    halves instanceof Halves
      ? halves.bits
      : "bits" in value
        ? value.bits
        : "data" in value
          ? value.data
          : undefined;
  return ArrayBuffer.isView(held) ? (held as unknown as View) : undefined;
}
