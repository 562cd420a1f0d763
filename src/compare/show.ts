/**
 * Numbers as verdicts show them to people.
 */

import { type FloatType, roundToFloat, toHex } from "../formats/bits.ts";
import type { Tensor } from "../math/tensor.ts";
import type { ShownValue, Units } from "./verdict.ts";

/** A value rounded to its dtype, with bits. */
export function showValue(value: number, type: FloatType): ShownValue {
  return { text: shortest(roundToFloat(value, type), type), bits: toHex(value, type) };
}

/** The shortest decimal that reads back as the same number of this dtype: `-0.025`, not `-0.02500000037252903`. */
function shortest(value: number, type: FloatType): string {
  if (Object.is(value, -0)) return "-0";
  if (type === "float64" || !Number.isFinite(value)) return String(value);
  for (let digits = 1; digits < 17; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (roundToFloat(candidate, type) === value) return String(candidate);
  }
  return String(value);
}

/** Units for JSON, which would write Infinity as null; it means that no number of units expresses the difference. */
export function toUnits(units: number): Units {
  return Number.isFinite(units) ? units : "class";
}

/** `[0,2]` for an element; `[]` for a scalar. */
export function showIndex(index: readonly number[]): string {
  return `[${index.join(",")}]`;
}

/** The position of a row-major offset. */
export function unravel(offset: number, shape: readonly number[]): number[] {
  const index = new Array<number>(shape.length);
  let rest = offset;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis]!;
    index[axis] = rest % size;
    rest = Math.floor(rest / size);
  }
  return index;
}

/** Most elements that are shown one by one. */
const MOST_SHOWN = 12;

/** `{ logits: "[[2, 1, 0], [0, 1, 2]]", target: "int64 [16]" }`: small tensors as numbers, others as dtype and shape. */
export function showInputs(
  inputs: Readonly<Partial<Record<string, Tensor>>>,
): Readonly<Record<string, string>> {
  const shown = Object.entries(inputs).flatMap(([name, tensor]) =>
    tensor === undefined ? [] : [[name, showTensor(tensor)] as const],
  );
  return Object.fromEntries(shown);
}

function showTensor({ dtype, shape, data }: Tensor): string {
  if (data.length === 0 || data.length > MOST_SHOWN) return `${dtype} [${shape.join(", ")}]`;
  let items = Array.from(data, (value) => showNumber(value, dtype));
  for (const size of shape.slice(1).reverse()) {
    items = Array.from(
      { length: items.length / size },
      (_, i) => `[${items.slice(i * size, (i + 1) * size).join(", ")}]`,
    );
  }
  return shape.length === 0 ? items.join("") : `[${items.join(", ")}]`;
}

function showNumber(value: number, dtype: Tensor["dtype"]): string {
  return dtype === "int64" ? String(value) : showValue(value, dtype).text;
}

/** `0.4`, `193`, `1,204`, `4.2e6`. */
export function showUnits(units: Units): string {
  if (units === "class") return "another class";
  if (units === 0) return "0";
  if (units < 0.05) return "<0.1";
  if (units < 100) return units.toFixed(1);
  if (units < 1e5) return Math.round(units).toLocaleString("en-US");
  return units.toExponential(1).replace("e+", "e");
}
