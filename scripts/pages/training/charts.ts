/** The pictures of docs/training.md, as vega-lite. */
import type { TopLevelSpec } from "vega-lite";
import { TRAJECTORY_TOLERANCES } from "../../../src/compare/tolerances.ts";
import { BUILT_IN, OURS } from "./contenders.ts";
import { worthOf } from "./evaluate.ts";
import { runOf, type Weights } from "./fixture.ts";
import { relativeSteps, type Verdict } from "./judge.ts";
import { showRelative } from "./report.ts";

/**
 * Wide pale lines are below thin dark ones, so that all are seen where they coincide. The one that departs is dashed.
 */
const LOOKS = [
  { who: "PyTorch", color: "#CFCFCF", width: 9, dash: [1, 0] },
  { who: "Keras", color: "#56B4E9", width: 4.5, dash: [1, 0] },
  { who: OURS.name, color: "#000000", width: 1.5, dash: [1, 0] },
  { who: BUILT_IN.name, color: "#D55E00", width: 2, dash: [5, 5] },
];

interface Line {
  readonly who: string;
  readonly loss: readonly number[];
}

/** One experiment with one smoothing. */
interface Panel {
  readonly experiment: string;
  readonly smoothing: string;
  readonly yardstick: readonly number[];
  readonly lines: readonly Line[];
}

function panelsOf(verdicts: readonly Verdict[]): Panel[] {
  return verdicts
    .filter(({ contender }) => contender === OURS)
    .map(({ trajectory, labelSmoothing, replayed }) => {
      const recorded = (framework: "torch" | "keras") =>
        runOf(trajectory, framework, "float32", labelSmoothing).loss;
      const builtIn = verdicts.find(
        (other) =>
          other.contender === BUILT_IN &&
          other.trajectory === trajectory &&
          other.labelSmoothing === labelSmoothing,
      );
      const { steps } = trajectory.file.training;
      return {
        experiment: `${trajectory.file.experiment}, ${steps} steps`,
        smoothing: `label smoothing ${labelSmoothing}`,
        yardstick: recorded("torch"),
        lines: [
          { who: "PyTorch", loss: recorded("torch") },
          { who: "Keras", loss: recorded("keras") },
          { who: OURS.name, loss: replayed.loss },
          { who: BUILT_IN.name, loss: builtIn!.replayed.loss },
        ],
      };
    });
}

/** A layer per line, the widest first, and one legend. */
function layersOf(who: readonly string[], x: object, y: object, mark: object = {}): object[] {
  const shown = LOOKS.filter((look) => who.includes(look.who));
  const color = {
    field: "who",
    type: "nominal",
    scale: { domain: shown.map((look) => look.who), range: shown.map((look) => look.color) },
    legend: { title: null, orient: "top", symbolType: "stroke", symbolSize: 600, symbolStrokeWidth: 4 },
  };
  return shown.map((look) => ({
    transform: [{ filter: { field: "who", equal: look.who } }],
    mark: { type: "line", strokeWidth: look.width, strokeDash: look.dash, strokeJoin: "round", ...mark },
    encoding: { x, y, color },
  }));
}

function facetsOf(panels: readonly Panel[]): Record<string, unknown> {
  const sorted = (field: "experiment" | "smoothing") => ({
    field,
    type: "nominal",
    title: null,
    sort: [...new Set(panels.map((panel) => panel[field]))],
  });
  return { row: sorted("smoothing"), column: sorted("experiment") };
}

const STEP = { field: "step", type: "quantitative", title: "step", axis: { grid: false, tickCount: 5 } };
const SIZE = { width: 240, height: 160 };

/** Loss by step. */
export function curvesChart(verdicts: readonly Verdict[]): TopLevelSpec {
  const panels = panelsOf(verdicts);
  const values = panels.flatMap(({ experiment, smoothing, lines }) =>
    lines.flatMap(({ who, loss }) =>
      loss.map((value, step) => ({ experiment, smoothing, who, step, loss: value })),
    ),
  );
  return {
    description:
      "Loss by training step, for three experiments, without and with label smoothing. PyTorch, Keras and smoothproof in TensorFlow.js lie on one line everywhere. TensorFlow.js' built-in loss does too, but for words with smoothing 0.1, where it is far above.",
    data: { values },
    facet: facetsOf(panels),
    spec: {
      ...SIZE,
      layer: layersOf(
        LOOKS.map(({ who }) => who),
        STEP,
        { field: "loss", type: "quantitative", title: "loss, nats", axis: { tickCount: 5 } },
      ),
    },
    resolve: { scale: { x: "independent", y: "independent" } },
  } as TopLevelSpec;
}

const FRONT_LETTERS = {
  title: { fontSize: 16, subtitleFontSize: 14 },
  axis: { labelFontSize: 14, titleFontSize: 14 },
  legend: { labelFontSize: 14, columns: 2 },
};

/** The picture of the README: where a built-in loss departs from the others, with the accuracy at the end. */
export function frontChart(verdicts: readonly Verdict[]): TopLevelSpec {
  const broken = verdicts.find(({ contender, known }) => contender === BUILT_IN && known !== undefined)!;
  const ours = verdicts.find(
    ({ contender, trajectory, labelSmoothing }) =>
      contender === OURS && trajectory === broken.trajectory && labelSmoothing === broken.labelSmoothing,
  )!;
  const [panel] = panelsOf([ours, broken]);
  const { trajectory, labelSmoothing } = broken;
  const values = panel!.lines.flatMap(({ who, loss }) =>
    loss.map((value, step) => ({ who, step, loss: value })),
  );
  const right = (weights: Weights): string =>
    `${(worthOf(trajectory, weights).accuracy * 100).toFixed(1)} % right`;
  const ends = [
    { of: ours, note: `all three: ${right(ours.replayed.weights)}`, dy: 16 },
    { of: broken, note: right(broken.replayed.weights), dy: -24 },
  ].map(({ of, note, dy }) => ({
    data: { values: [{ step: of.replayed.loss.length - 1, loss: of.replayed.loss.at(-1)!, note }] },
    mark: { type: "text", align: "right", fontSize: 15, dy },
    encoding: {
      x: STEP,
      y: { field: "loss", type: "quantitative" },
      text: { field: "note", type: "nominal" },
    },
  }));
  return {
    description: `Training loss by step with label smoothing ${labelSmoothing}. PyTorch, Keras and smoothproof are one line and end with ${right(ours.replayed.weights)}; TensorFlow.js' built-in loss is far above and ends with ${right(broken.replayed.weights)}.`,
    title: {
      text: `One network and data set, smoothing ${labelSmoothing}`,
      subtitle: ["Training loss by step,", "and the share of right answers at the end"],
    },
    // Narrow, with large letters: it is the first thing that is seen on a phone.
    width: 450,
    height: 230,
    config: FRONT_LETTERS,
    data: { values },
    layer: [
      ...layersOf(
        LOOKS.map(({ who }) => who),
        STEP,
        { field: "loss", type: "quantitative", title: "loss, nats", axis: { tickCount: 5 } },
      ),
      ...ends,
    ],
  } as TopLevelSpec;
}

/** The largest relative difference from PyTorch up to each step. */
export function differencesChart(verdicts: readonly Verdict[]): TopLevelSpec {
  const panels = panelsOf(verdicts);
  const values = panels.flatMap(({ experiment, smoothing, lines, yardstick }) =>
    lines
      .filter(({ loss }) => loss !== yardstick)
      .flatMap(({ who, loss }) =>
        records(relativeSteps(loss, yardstick)).map((point) => ({ experiment, smoothing, who, ...point })),
      ),
  );
  const allowed = TRAJECTORY_TOLERANCES.find(({ measure }) => measure === "loss")!.relative;
  const notes = panels.map(({ experiment, smoothing }) => ({
    experiment,
    smoothing,
    note: `allowed: ${showRelative(allowed)}`,
    difference: allowed,
  }));
  const difference = {
    field: "difference",
    type: "quantitative",
    title: ["difference from PyTorch,", "largest so far"],
    scale: { type: "log", domain: [1e-8, 10] },
    axis: { format: "~e", values: [1e-8, 1e-6, 1e-4, 1e-2, 1] },
  };
  return {
    description: `Largest relative difference from PyTorch's loss so far, by training step, on a logarithmic scale. Keras and smoothproof stay below one millionth, where ${showRelative(allowed)} is allowed. TensorFlow.js' built-in loss is past 0.1 at once for words with smoothing 0.1.`,
    data: { values: [...values, ...notes] },
    facet: facetsOf(panels),
    spec: {
      ...SIZE,
      layer: [
        ...layersOf(["Keras", OURS.name, BUILT_IN.name], STEP, difference, {
          interpolate: "step-after",
        }),
        {
          transform: [{ filter: "isValid(datum.note)" }],
          mark: { type: "rule", color: "#666", strokeDash: [2, 2] },
          encoding: { y: difference },
        },
        {
          transform: [{ filter: "isValid(datum.note)" }],
          mark: { type: "text", align: "right", baseline: "bottom", dy: -3, color: "#444", fontSize: 11 },
          encoding: { text: { field: "note", type: "nominal" }, x: { value: SIZE.width }, y: difference },
        },
      ],
    },
    resolve: { scale: { x: "independent" } },
  } as TopLevelSpec;
}

/** The steps at which a value is larger than all before it, and the last step. */
function records(values: readonly number[]): { readonly step: number; readonly difference: number }[] {
  const points: { step: number; difference: number }[] = [];
  let largest = 0;
  values.forEach((value, step) => {
    if (value <= largest && step < values.length - 1) return;
    largest = Math.max(largest, value);
    points.push({ step, difference: largest });
  });
  return points;
}
