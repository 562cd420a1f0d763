/** The plain kernel by the exact one, which computes in float64 with compensated sums. */
import { expect } from "vitest";
import { unitOf } from "../../src/compare/metrics.ts";
import { evaluate } from "../../src/loss/evaluate.ts";
import type { LossCall } from "../../src/loss/loss-call.ts";
import { magnitudes } from "../../src/loss/magnitudes.ts";
import { plainKernel } from "../../src/loss/plain-kernel.ts";
import type { RowJob, RowKernel } from "../../src/loss/row-kernel.ts";

/** The kernel under test, and how many rows it left. */
export function watched(): RowKernel & { rows: number; left: number } {
  return {
    ...plainKernel,
    rows: 0,
    left: 0,
    run(job: RowJob) {
      const left = plainKernel.run(job);
      this.rows += job.rows.count;
      this.left += left.length;
      return left;
    },
  };
}

export function scattered(length: number, scale: number, offset = 0, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return offset + (state / 2 ** 32 - 0.5) * scale;
  });
}

export function indices(
  count: number,
  classes: number,
): { dtype: string; shape: number[]; data: Int32Array } {
  return {
    dtype: "int64",
    shape: [count],
    data: Int32Array.from({ length: count }, (_, i) => (i * 31) % classes),
  };
}

/** Worst errors against the exact kernel before it rounds: the loss in ULP, the gradient in units of its magnitude. */
export function errors(lossCall: LossCall): { ulp: number; units: number } {
  const kernel = watched();
  const { loss, gradient } = evaluate(lossCall, { gradient: true }, [kernel]);
  expect(kernel.rows).toBeGreaterThan(0);
  expect(kernel.left).toBe(0);
  const exact = evaluate(lossCall, { gradient: true, unrounded: true });
  const wide = evaluate({ ...lossCall, input: { ...lossCall.input, dtype: "float64" } });
  const scales = magnitudes(lossCall);
  let ulp = 0;
  loss.data.forEach((value, i) => {
    const truth = exact.loss.data[i]!;
    ulp = Math.max(ulp, Math.abs(value - truth) / unitOf("loss", "float32", truth, scales.loss[i]!));
  });
  let units = 0;
  gradient!.data.forEach((value, i) => {
    const truth = wide.gradient.data[i]!;
    units = Math.max(
      units,
      Math.abs(value - truth) / unitOf("gradient", "float32", truth, scales.gradient[i]!),
    );
  });
  return { ulp, units };
}
