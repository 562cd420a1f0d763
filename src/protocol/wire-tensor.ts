/** Tensors in messages: values or bits are read and written without loss. */
import { FLOAT_FORMATS, type FloatType, fromHex, roundToFloat, toHex } from "../formats/bits.ts";
import { overBudget } from "../math/budget.ts";
import { refuse } from "../math/errors.ts";
import { formatShape, sizeOf, type Tensor } from "../math/tensor.ts";
import type { WireTensor } from "./messages.ts";

/** Reads a tensor; values of float32 and narrower dtypes are rounded to the dtype. */
export function decodeTensor(wire: WireTensor, argument: string): Tensor {
  const { dtype, shape } = wire;
  const problem = overBudget(shape);
  if (problem !== undefined) refuse(argument, problem, "shape-mismatch");
  if ((wire.data === undefined) === (wire.hex === undefined)) {
    refuse(argument, `expected either data or hex, got ${wire.data === undefined ? "neither" : "both"}`);
  }
  const values = wire.data === undefined ? decodeHex(wire.hex!, dtype, argument) : wire.data;
  const size = sizeOf(shape);
  if (values.length !== size) {
    refuse(
      argument,
      `expected ${size} values for shape ${formatShape(shape)}, got ${values.length}`,
      "shape-mismatch",
    );
  }
  const data = new Float64Array(size);
  for (let i = 0; i < size; i += 1) {
    const value = Number(values[i]);
    if (dtype !== "int64") data[i] = roundToFloat(value, dtype);
    else if (Number.isSafeInteger(value)) data[i] = value;
    else refuse(argument, `expected integers that a double holds exactly, got ${value}`);
  }
  return { dtype, shape, data };
}

function decodeHex(hex: string, dtype: WireTensor["dtype"], argument: string): number[] {
  const digits = dtype === "int64" ? 16 : FLOAT_FORMATS[dtype].hexDigits;
  const pattern = new RegExp(`^[0-9a-f]{${digits}}$`);
  return hex
    .split(" ")
    .filter((bits) => bits !== "")
    .map((bits) => {
      if (!pattern.test(bits)) {
        refuse(
          `${argument}.hex`,
          `expected ${digits} lower-case hex digits per element, got "${bits.slice(0, 40)}"`,
        );
      }
      return dtype === "int64" ? Number(BigInt.asIntN(64, BigInt(`0x${bits}`))) : fromHex(bits, dtype);
    });
}

/** Writes a tensor; as bits if `asHex` is true. */
export function encodeTensor({ dtype, shape, data }: Tensor, asHex = false): WireTensor {
  if (asHex)
    return { dtype, shape: [...shape], hex: [...data].map((value) => encodeBits(value, dtype)).join(" ") };
  const elements = new Array<WireElement>(data.length);
  for (let i = 0; i < data.length; i += 1) {
    elements[i] = nameNonFinite(dtype === "int64" ? data[i]! : roundToFloat(data[i]!, dtype));
  }
  return { dtype, shape: [...shape], data: elements };
}

function encodeBits(value: number, dtype: Tensor["dtype"]): string {
  if (dtype !== "int64") return toHex(value, dtype satisfies FloatType);
  return BigInt.asUintN(64, BigInt(value)).toString(16).padStart(16, "0");
}

type WireElement = number | "NaN" | "Infinity" | "-Infinity" | "-0";

/** Names the values that JSON cannot write: NaN, the infinities, and -0, whose sign it drops. */
export function nameNonFinite(value: number): WireElement {
  if (Number.isFinite(value)) return Object.is(value, -0) ? "-0" : value;
  return String(value) as WireElement;
}

/** The number that a name such as "NaN" stands for, or the value itself. */
export function readOption<Value extends number | string | boolean>(value: Value): Value | number {
  return value === "NaN" || value === "Infinity" || value === "-Infinity" || value === "-0"
    ? Number(value)
    : value;
}
