/** The rows on which code is compared: they cover the whole range of the playground's sliders. */

import type { VariantRecord } from "../../src/definition/record.ts";
import { oneRow, type Row } from "../../src/explain/one-row.ts";
import { InvalidArgument } from "../../src/math/errors.ts";

const CLASSES = [2, 3, 4, 10, 100, 1000];
const SMOOTHINGS = [0, 0.05, 0.1, 0.3, 0.9, 1];
const SCALES = [1, 5, 20];

/** A number in [-1, 1) from an integer (the finaliser of MurmurHash3), so that every run has the same calls. */
function hashed(key: number): number {
  let bits = Math.imul(key, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 31 - 1;
}

/** Logits are exact in float32, which some frameworks compute in. */
export const CALLS: readonly Row[] = CLASSES.flatMap((numClasses, i) =>
  SMOOTHINGS.flatMap((labelSmoothing, j) =>
    SCALES.map((scale, s) => {
      const call = (i * SMOOTHINGS.length + j) * SCALES.length + s;
      const logits = Array.from({ length: numClasses }, (_, k) =>
        Math.fround(scale * hashed(1000 * call + k + 1)),
      );
      const target = call % Math.min(numClasses, 10);
      return { logits, labelSmoothing, target, excluded: target === 0 ? 1 : 0 };
    }),
  ),
);

/** The library's loss of each call; undefined where the definition refuses it. */
export function lossesOf(record: VariantRecord): readonly (number | undefined)[] {
  return CALLS.map((row) => {
    try {
      return oneRow(record, row).loss;
    } catch (error) {
      if (error instanceof InvalidArgument) return undefined;
      throw error;
    }
  });
}
