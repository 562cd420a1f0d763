/** Compares a replayed run with a recorded one. */
import { TRAJECTORY_TOLERANCES, type TrajectoryMeasure } from "../../../src/compare/tolerances.ts";
import type { Contender, KnownDifference, LossOptions } from "./contenders.ts";
import { type Run, runOf, type Trajectory, type Weights } from "./fixture.ts";
import { type Replay, replay } from "./replay.ts";

/** Relative differences of two runs: at the worst step, and of all final weights together. */
export type Distance = Readonly<Record<TrajectoryMeasure, number>>;

export interface Verdict {
  readonly trajectory: Trajectory;
  readonly labelSmoothing: number;
  readonly contender: Contender;
  readonly replayed: Replay;
  readonly reference: Run;
  readonly distance: Distance;
  /** The measures over their tolerance. */
  readonly over: readonly TrajectoryMeasure[];
  readonly known: KnownDifference | undefined;
  /** Whether it repeats the reference, or differs where that is known. */
  readonly asExpected: boolean;
}

/** Trains with a contender's loss and compares with its reference. */
export function judge(trajectory: Trajectory, contender: Contender, labelSmoothing: number): Verdict {
  const { network, training } = trajectory.file;
  const options: LossOptions = {
    labelSmoothing,
    classes: network.classes,
    ignoreIndex: training.ignoreIndex,
  };
  return verdictOf(trajectory, contender, labelSmoothing, replay(trajectory, contender.loss(options)));
}

/** The verdict on a replayed run. */
export function verdictOf(
  trajectory: Trajectory,
  contender: Contender,
  labelSmoothing: number,
  replayed: Replay,
): Verdict {
  const reference = runOf(trajectory, contender.reference, "float32", labelSmoothing);
  const distance = distanceOf(replayed, reference);
  const over = TRAJECTORY_TOLERANCES.filter(({ measure, relative }) => !(distance[measure] <= relative)).map(
    ({ measure }) => measure,
  );
  const known = contender.known.find(
    (each) => each.experiment === trajectory.file.experiment && each.labelSmoothing === labelSmoothing,
  );
  const asExpected = (over.length === 0) === (known === undefined);
  return { trajectory, labelSmoothing, contender, replayed, reference, distance, over, known, asExpected };
}

/** NaN where a number is NaN, which is over every tolerance. */
export function distanceOf(run: Replay, reference: Replay): Distance {
  return {
    loss: Math.max(...relativeSteps(run.loss, reference.loss)),
    gradientNorm: Math.max(...relativeSteps(run.gradientNorm, reference.gradientNorm)),
    weights: weightDistance(run.weights, reference.weights),
  };
}

/** |got - expected| / |expected| of every step. */
export function relativeSteps(got: readonly number[], expected: readonly number[]): number[] {
  if (got.length !== expected.length) {
    throw new RangeError(`got: expected ${expected.length} steps, got ${got.length}`);
  }
  return expected.map((value, step) => Math.abs(got[step]! - value) / Math.abs(value));
}

/** The norm of the difference of all parameters, relative to the norm of the reference's. */
function weightDistance(got: Weights, expected: Weights): number {
  let difference = 0;
  let size = 0;
  for (const [name, { data }] of expected) {
    const other = got.get(name)!.data;
    for (let i = 0; i < data.length; i++) {
      difference += (other[i]! - data[i]!) ** 2;
      size += data[i]! ** 2;
    }
  }
  return Math.sqrt(difference / size);
}
