/** docs/training.md. */
import { TRAJECTORY_TOLERANCES, type TrajectoryMeasure } from "../../../src/compare/tolerances.ts";
import { sourcePlaces } from "../../../src/definition/source-places.ts";
import { tfjsSoftmaxRecord } from "../../../src/variants/tfjs-softmax.ts";
import { BUILT_IN, CONTENDERS, type Contender, OURS } from "./contenders.ts";
import { worthOf } from "./evaluate.ts";
import { runOf, type Trajectory } from "./fixture.ts";
import { distanceOf, type Verdict } from "./judge.ts";
import { showRelative } from "./report.ts";
import { tf } from "./tensorflow.ts";

export const CURVES = "training-curves.svg";
export const DIFFERENCES = "training-differences.svg";

const MEASURES: Readonly<Record<TrajectoryMeasure, string>> = {
  loss: "loss",
  gradientNorm: "gradient norm",
  weights: "weights",
};
const FRAMEWORKS = { torch: "PyTorch", keras: "Keras" } as const;

/** The page; the pictures' files are beside it. */
export function renderPage(verdicts: readonly Verdict[]): string {
  const trajectories = [...new Set(verdicts.map(({ trajectory }) => trajectory))];
  return `# Training: the loss the notebook had

The same network is trained in PyTorch, in Keras and in TensorFlow.js, with the same initial weights, data, order of
batches and plain gradient descent. Is the loss the same at every step? This page is written by
\`npm run pages -- training\`, which trains in TensorFlow.js; PyTorch's and Keras' runs are recorded in
[fixtures/trajectories](../fixtures/trajectories).

![Loss by training step](${CURVES})

The wide grey line is PyTorch, the blue one Keras, the thin one within them smoothproof in TensorFlow.js: they form one
line everywhere. Dashed orange is TensorFlow.js' built-in \`tf.losses.softmaxCrossEntropy\`. ${brokenBuiltIn(verdicts)}

${worthTable(verdicts)}

The table shows the unsmoothed loss and the share of right answers over the training data, with the final weights.

## How close

${closenessTable(verdicts)}

These are relative differences: \`loss\` and \`gradient norm\` at the worst step, \`weights\` over all final weights
together. The last ${CONTENDERS.length} columns are trained in TensorFlow.js ${tf.version_core}, on its plain JavaScript backend, and must be
within the tolerance; numbers that are not are bold.

${toleranceList()}

![Largest relative difference from PyTorch's loss so far](${DIFFERENCES})

## What is trained

${trajectories.map(describe).join("\n")}

Recorded with ${versionsOf(trajectories[0]!)} by
\`${trajectories[0]!.file.provenance.command}\` in \`python-ref\`; \`--check\` trains again and compares. The data are in the fixtures, so the replay needs no Python.
`;
}

function table(head: readonly string[], align: string, rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = [...align].map((side) => (side === "r" ? "---:" : "---"));
  return [line(head), `|${rule.join("|")}|`, ...rows.map(line)].join("\n");
}

/** For each experiment and smoothing, the verdict on every contender's run. */
function byRun(verdicts: readonly Verdict[]): ReadonlyMap<Contender, Verdict>[] {
  const runs = verdicts.filter(({ contender }) => contender === OURS);
  return runs.map(({ trajectory, labelSmoothing }) => {
    const mine = verdicts.filter(
      (other) => other.trajectory === trajectory && other.labelSmoothing === labelSmoothing,
    );
    return new Map(mine.map((verdict) => [verdict.contender, verdict]));
  });
}

/** The first cells of a row, which say what run it is about. */
function whereOf({ trajectory, labelSmoothing }: Verdict): string[] {
  return [trajectory.file.experiment, String(labelSmoothing)];
}

function closenessTable(verdicts: readonly Verdict[]): string {
  const rows = TRAJECTORY_TOLERANCES.flatMap(({ measure, relative }) =>
    byRun(verdicts).map((run) => {
      const { trajectory, labelSmoothing, reference } = run.get(OURS)!;
      const float64 = runOf(trajectory, "torch", "float64", labelSmoothing);
      const keras = runOf(trajectory, "keras", "float32", labelSmoothing);
      const cells = [float64, keras].map((other) => distanceOf(other, reference)[measure]);
      const replayed = CONTENDERS.map((contender) => run.get(contender)!.distance[measure]);
      const shown = [...cells, ...replayed].map((value) => emphasised(value, relative));
      return [MEASURES[measure], ...whereOf(run.get(OURS)!), ...shown];
    }),
  );
  const contenders = CONTENDERS.map(({ name, reference }) => `${name}, from ${FRAMEWORKS[reference]}`);
  const head = [
    "",
    "data",
    "smoothing",
    "PyTorch in float64, from PyTorch",
    "Keras, from PyTorch",
    ...contenders,
  ];
  return table(head, "llrrrrrr", rows);
}

/** Makes a value bold if it is over the tolerance. */
function emphasised(value: number, allowed: number): string {
  return value <= allowed ? showRelative(value) : `**${showRelative(value)}**`;
}

function toleranceList(): string {
  const lines = TRAJECTORY_TOLERANCES.map(
    ({ measure, relative, reason }) =>
      `- ${MEASURES[measure]}: ${showRelative(relative)} is allowed. ${reason}.`,
  );
  return lines.join("\n");
}

function worthTable(verdicts: readonly Verdict[]): string {
  const rows = byRun(verdicts).map((run) => {
    const { trajectory, reference } = run.get(OURS)!;
    const weights = [reference.weights, run.get(OURS)!.replayed.weights, run.get(BUILT_IN)!.replayed.weights];
    const cells = weights.map((each) => {
      const { nll, accuracy } = worthOf(trajectory, each);
      return `${nll.toFixed(4)}, ${(accuracy * 100).toFixed(1)} %`;
    });
    return [...whereOf(run.get(OURS)!), ...cells];
  });
  return table(["data", "smoothing", "PyTorch", OURS.name, BUILT_IN.name], "lrrrr", rows);
}

/** The text on the known difference of the built-in loss; empty once that is gone. */
function brokenBuiltIn(verdicts: readonly Verdict[]): string {
  const broken = verdicts.find(
    ({ contender, over, known }) => contender === BUILT_IN && known && over.length > 0,
  );
  if (!broken) return "";
  const { trajectory, labelSmoothing, replayed, reference, known } = broken;
  const [starts, should] = [replayed, reference].map(({ loss }) => loss[0]!.toFixed(2));
  const { source } = tfjsSoftmaxRecord;
  const [{ text, url } = { text: source.path }] = sourcePlaces(source).files;
  return `On ${trajectory.file.experiment} with smoothing ${labelSmoothing}
it starts at ${starts} where PyTorch starts at ${should}, and trains a different network:
${known!.reason}
(${source.project}, [${text}](${url}), lines ${source.lines}).`;
}

function describe({ file }: Trajectory): string {
  const { experiment, title, about, training } = file;
  const ignored = training.ignoreIndex === undefined ? "" : `, class ${training.ignoreIndex} ignored`;
  const checked = about.checkedAgainst === undefined ? "" : ` Checked against ${about.checkedAgainst}.`;
  return `- **${experiment}**: ${title}; ${training.steps} steps of ${training.learningRate}${ignored}. Data: ${about.what} (${about.package}, ${about.licence}).${checked}`;
}

function versionsOf({ file }: Trajectory): string {
  return file.provenance.references.map(({ name, version }) => `${name} ${version}`).join(", ");
}
