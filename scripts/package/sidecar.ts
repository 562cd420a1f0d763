/** Packs a side-car for the archive: src/fixtures/packed-sidecar.ts reads it. */

import { deflateSync } from "node:zlib";
import { type Likeness, moveBits, predictedBits, splitPlanes } from "../../src/fixtures/packed-sidecar.ts";
import { Safetensors } from "../../src/fixtures/safetensors.ts";
import { bytesOf, readElements } from "../../src/formats/elements.ts";

export function packSidecar(bytes: Buffer): { packed: Buffer; likenesses: readonly Likeness[] } {
  const packed = Buffer.from(bytes);
  const before = new Safetensors(bytes);
  const after = new Safetensors(packed);
  const likenesses: Likeness[] = [];
  for (const name of before.names) {
    const likeness = likenessOf(before, name);
    if (likeness === undefined) continue;
    moveBits(after.place(name).data, bitsBy(before, likeness), -1);
    likenesses.push(likeness);
  }
  for (const name of after.names) {
    const { dtype, data } = after.place(name);
    splitPlanes(data, bytesOf(dtype));
  }
  return { packed, likenesses };
}

function bitsBy(tensors: Safetensors, { from, shifts }: Likeness): Int32Array {
  const { dtype, data } = tensors.place(from);
  return predictedBits(readElements(data, dtype), shifts);
}

/** The tensor, if any, by which a float32 tensor takes the fewest bytes. */
function likenessOf(tensors: Safetensors, name: string): Likeness | undefined {
  const own = tensors.place(name);
  if (own.dtype !== "float32") return undefined;
  const values = readElements(own.data, own.dtype);
  let least = sizeOf(own.data);
  let best: Likeness | undefined;
  // Only tensors that are restored before this one may be used for it.
  for (const [index, from] of tensors.names.entries()) {
    const { dtype, data } = tensors.place(from);
    const isRestored = dtype === "float64" || (dtype === "float32" && index < tensors.names.indexOf(name));
    if (!isRestored || data.length / bytesOf(dtype) !== values.length) continue;
    const base = readElements(data, dtype);
    if (!base.every(Number.isFinite)) continue;
    for (const rows of rowCounts(tensors.tensor(name)!.shape)) {
      const likeness = { name, from, shifts: shiftsOf(values, base, rows) };
      const moved = Buffer.from(own.data);
      moveBits(moved, bitsBy(tensors, likeness), -1);
      const size = sizeOf(moved) + likeness.shifts.length * 8;
      if (size >= least) continue;
      least = size;
      best = likeness;
    }
  }
  return best;
}

/** One shift for the whole tensor, or one for each row. */
function rowCounts(shape: readonly number[]): readonly number[] {
  return shape.length === 2 ? [1, shape[0]!] : [1];
}

/** The median difference of each row, which a few other elements do not move. */
function shiftsOf(values: Float64Array, base: Float64Array, rows: number): number[] {
  const width = values.length / rows;
  return Array.from({ length: rows }, (_, row) => {
    const differences = values
      .subarray(row * width, (row + 1) * width)
      .map((value, i) => value - base[row * width + i]!)
      .sort();
    const median = differences[width >> 1]!;
    return Number.isFinite(median) ? median : 0;
  });
}

function sizeOf(data: Buffer): number {
  const planes = Buffer.from(data);
  splitPlanes(planes, 4);
  return deflateSync(planes).length;
}
