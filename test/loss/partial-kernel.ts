import { isLink, SOFTMAX } from "../../src/loss/axis-values.ts";
import type { RowJob, RowKernel } from "../../src/loss/row-kernel.ts";

export const NONSENSE = 7;

/** Serves float32 softmax rows with class indices, leaves those of class 0, and computes nonsense for the others. */
export function partialKernel(seen: RowJob[] = []): RowKernel {
  return {
    id: "partial",
    serves: ({ lossCall, masses }) =>
      lossCall.input.dtype === "float32" && isLink(lossCall.axes.link, SOFTMAX) && masses.kind === "classes",
    run(job) {
      seen.push(job);
      const { rows, masses, losses, gradient } = job;
      const left: number[] = [];
      for (let row = 0; row < rows.count; row += 1) {
        if (masses.kind !== "classes" || masses.target[row] === 0) {
          left.push(row);
          continue;
        }
        losses.set(row, NONSENSE, 0);
        (gradient as Float32Array | undefined)?.fill(
          NONSENSE,
          rows.start(row),
          rows.start(row) + rows.length,
        );
      }
      return left;
    },
  };
}
