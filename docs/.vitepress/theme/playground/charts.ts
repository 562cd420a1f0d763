/** What each of the charts shows of the definitions. */
import type { Series } from "./chart.ts";
import { MOST_BARS } from "./chart.ts";
import { colourOf } from "./colours.ts";
import { isComputed, type Result, resultsOf } from "./results.ts";
import { fitting, type State } from "./state.ts";

export const CHARTS = [
  "off",
  "target",
  "targetDifference",
  "gradient",
  "gradientDifference",
  "overClasses",
  "overSmoothing",
] as const;
export type ChartName = (typeof CHARTS)[number];

export interface Drawn {
  readonly series: readonly Series[];
  readonly isLogarithmic: boolean;
  /** What stands under each place; the classes if left out. */
  readonly places?: readonly string[];
  /** What the places are. */
  readonly across: "class" | "K" | "α";
}

const CLASSES = [2, 3, 5, 10, 20, 50, 100, 200, 500, 1000];
const SMOOTHINGS = [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** The charts that take more than a frame. */
export const isSlow = (chart: ChartName): boolean => chart === "overClasses" || chart === "overSmoothing";

const seriesOf = (
  results: readonly Result[],
  values: (result: Result & { refused?: never }) => readonly number[],
) =>
  results.flatMap((result, i) =>
    isComputed(result) ? [{ id: result.id, values: values(result), colour: colourOf(i) }] : [],
  );

/** Values less those of the first definition that has any. */
function lessFirst(series: readonly Series[]): readonly Series[] {
  const [first] = series;
  return series.map((each) => ({
    ...each,
    values: each.values.map((value, k) => value - first!.values[k]!),
  }));
}

/** The losses of each definition in several states, less those of the first; a gap where it refuses. */
function overStates(states: readonly State[]): readonly Series[] {
  const all = states.map((state) => resultsOf(state));
  const series = all[0]!.map(({ id }, i) => ({
    id,
    colour: colourOf(i),
    values: all.map((results) => {
      const result = results[i]!;
      return isComputed(result) ? result.loss : Number.NaN;
    }),
  }));
  return lessFirst(series);
}

export function drawnOf(chart: ChartName, state: State, results: readonly Result[]): Drawn {
  const isMany = state.numClasses > MOST_BARS;
  const drawn = { across: "class", isLogarithmic: false } as const;
  const targets = seriesOf(results, ({ target }) => target);
  const gradients = seriesOf(results, ({ gradient }) => gradient);
  switch (chart) {
    case "target":
      return { ...drawn, series: targets, isLogarithmic: isMany };
    case "off":
      return {
        ...drawn,
        isLogarithmic: isMany,
        series: targets.map((each) => ({
          ...each,
          values: each.values.map((mass, k) => (k === state.target ? Number.NaN : mass)),
        })),
      };
    case "targetDifference":
      return { ...drawn, series: lessFirst(targets) };
    case "gradient":
      return { ...drawn, series: gradients };
    case "gradientDifference":
      return { ...drawn, series: lessFirst(gradients) };
    case "overClasses":
      return {
        ...drawn,
        across: "K",
        places: CLASSES.map(String),
        series: overStates(CLASSES.map((numClasses) => fitting({ ...state, numClasses }))),
      };
    case "overSmoothing":
      return {
        ...drawn,
        across: "α",
        places: SMOOTHINGS.map(String),
        series: overStates(SMOOTHINGS.map((labelSmoothing) => ({ ...state, labelSmoothing }))),
      };
  }
}
