/**
 * How far a training run may depart from the recorded one. Beside the table of tolerances for single calls, since what
 * is judged here is hundreds of steps that build on each other.
 */

export type TrajectoryMeasure = "loss" | "gradientNorm" | "weights";

export interface TrajectoryTolerance {
  readonly measure: TrajectoryMeasure;
  /** Relative to the reference: of the worst step, or of the norm of all final weights together. */
  readonly relative: number;
  readonly reason: string;
}

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
