/** Golden training runs from disk. They are checked against their hashes before anything is trained. */
import { parseFile } from "../../../src/fixtures/check.ts";
import { FixtureError } from "../../../src/fixtures/errors.ts";
import { contentSha256, sha256 } from "../../../src/fixtures/hash.ts";
import { fixturesDirectory, readFixture } from "../../../src/fixtures/layout.ts";
import { Safetensors } from "../../../src/fixtures/safetensors.ts";
import type { Tensor } from "../../../src/math/tensor.ts";
import { batchesOf, type Samples, samplesOf } from "./samples.ts";
import { type RecordedRun, type TrajectoryFile, trajectorySchema } from "./schema.ts";

/** The experiments, in the order of the documentation. */
export const EXPERIMENTS = ["iris", "digits", "words"] as const;

const MAKE = "cd python-ref && uv run generate trajectories";

/** Parameters by name, in the order of the network. */
export type Weights = ReadonlyMap<string, Tensor>;

export interface Run extends RecordedRun {
  readonly weights: Weights;
}

export interface Trajectory {
  readonly file: TrajectoryFile;
  readonly samples: Samples;
  readonly batches: readonly (readonly number[])[];
  readonly initial: Weights;
  readonly runs: readonly Run[];
}

/** @throws FixtureError if a file is missing, or is not what its hash says */
export function openTrajectory(name: string, directory: string = fixturesDirectory()): Trajectory {
  const path = `trajectories/${name}.json`;
  const bytes = readFixture(directory, path);
  const file = parseFile(path, bytes, trajectorySchema);
  const hash = contentSha256(bytes);
  if (!hash || hash.recorded !== hash.computed) {
    throw new FixtureError(
      "content-hash",
      path,
      "contentSha256: is not the hash of the file's content",
      MAKE,
    );
  }
  const tensors = openSidecar(directory, file);
  const weights = (prefix: string): Weights => {
    const found = tensors.names.filter((each) => each.startsWith(`${prefix}/`));
    return new Map(found.map((each) => [each.slice(prefix.length + 1), tensors.tensor(each)!]));
  };
  const batches = batchesOf(file);
  const { steps } = file.training;
  const lengths = [
    batches.length,
    ...file.runs.flatMap(({ loss, gradientNorm }) => [loss.length, gradientNorm.length]),
  ];
  if (lengths.some((length) => length !== steps)) {
    throw new FixtureError(
      "count",
      path,
      `steps: expected ${steps} of everything, got ${lengths.join(", ")}`,
      MAKE,
    );
  }
  return {
    file,
    samples: samplesOf(file),
    batches,
    initial: weights("initial"),
    runs: file.runs.map((run) => ({ ...run, weights: weights(run.final) })),
  };
}

function openSidecar(directory: string, { sidecar }: TrajectoryFile): Safetensors {
  const path = `trajectories/${sidecar.file}`;
  const bytes = readFixture(directory, path);
  if (sha256(bytes) !== sidecar.sha256) {
    throw new FixtureError("side-car", path, "sha256: is not the one that the trajectory names", MAKE);
  }
  return new Safetensors(bytes);
}

/** The recorded run of a framework. */
export function runOf(
  { file, runs }: Trajectory,
  framework: RecordedRun["framework"],
  dtype: RecordedRun["dtype"],
  labelSmoothing: number,
): Run {
  const found = runs.find(
    (run) => run.framework === framework && run.dtype === dtype && run.labelSmoothing === labelSmoothing,
  );
  if (found) return found;
  const what = `${framework} in ${dtype} with smoothing ${labelSmoothing}`;
  throw new FixtureError("missing", `trajectories/${file.experiment}.json`, `has no run of ${what}`, MAKE);
}
