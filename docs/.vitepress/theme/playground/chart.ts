/// <reference lib="dom" />
/** One value per class for several definitions, drawn with Observable Plot: bars for few classes, lines for many. */
import { axisX, barY, lineY, plot, ruleY } from "@observablehq/plot";

export interface Series {
  readonly id: string;
  readonly values: readonly number[];
  /** A CSS colour. */
  readonly colour: string;
}

export interface ChartOptions {
  readonly width: number;
  readonly label: string;
  readonly classLabel: string;
  /** For values that are never negative, and many. */
  readonly isLogarithmic: boolean;
}

/** Classes that bars are wide enough for. */
export const MOST_BARS = 12;
/** Classes whose steps are wide enough to be seen. */
const MOST_STEPS = 100;
const HEIGHT = 220;

/** A picture: what it shows is told by the table beneath it. */
export function drawChart(series: readonly Series[], options: ChartOptions): Element {
  const drawn = drawnChart(series, options);
  drawn.setAttribute("aria-hidden", "true");
  return drawn;
}

function drawnChart(series: readonly Series[], options: ChartOptions): Element {
  const { width, label, classLabel } = options;
  const count = series[0]?.values.length ?? 0;
  const y = {
    label,
    grid: true,
    tickFormat: (value: number) => String(value),
    ...scaleOf(series, options),
  };
  const common = {
    width,
    height: HEIGHT,
    marginLeft: 56,
    marginBottom: 36,
    style: { background: "none" },
    y,
  };
  if (count > MOST_BARS) {
    return plot({
      ...common,
      x: { label: classLabel, domain: [0, Math.max(1, count - 1)] },
      marks: [
        axisX({ ticks: Math.min(count, width / 60), tickFormat: (k: number) => String(k) }),
        ...(options.isLogarithmic ? [] : [ruleY([0])]),
        // The first is the widest, so that equal lines show all their colours.
        ...series.map(({ values, colour }, i) =>
          lineY(corners(values, options.isLogarithmic), {
            x: "k",
            y: "value",
            stroke: colour,
            strokeWidth: 1.25 + series.length - 1 - i,
            strokeLinejoin: "bevel",
            curve: count > MOST_STEPS ? "linear" : "step",
          }),
        ),
      ],
    });
  }
  const bars = series.flatMap(({ id, values, colour }) =>
    values.map((value, k) => ({ id, k, value, colour })),
  );
  return plot({
    ...common,
    x: { axis: null, domain: series.map(({ id }) => id), padding: 0.05 },
    fx: { label: classLabel, padding: 0.15, tickFormat: (k: number) => String(k) },
    marks: [barY(bars, { fx: "k", x: "id", y: "value", fill: "colour" }), ruleY([0])],
  });
}

/** Marks of a scale whose steps are factors of ten. */
const POWERS = [-1, -0.1, -0.01, -0.001, 0, 1e-5, 1e-4, 0.001, 0.01, 0.1, 1];

/** Of many classes all but a few are near 0: a logarithm, or one that goes through 0, gives them room. */
function scaleOf(series: readonly Series[], { isLogarithmic }: ChartOptions): object {
  const values = series.flatMap(({ values }) => values).filter((value) => !isLogarithmic || value > 0);
  const count = values.length / Math.max(1, series.length);
  if (!isLogarithmic && count <= MOST_BARS) return { ticks: 5 };
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const isWithin = (power: number): boolean => power >= least && power <= most;
  if (isLogarithmic) return { type: "log", ticks: POWERS.filter(isWithin) };
  // Around 0 the scale is even, and these would be on top of each other.
  const constant = 1 / count;
  const ticks = POWERS.filter((power) => isWithin(power) && (power === 0 || Math.abs(power) > 5 * constant));
  return { type: "symlog", constant, ticks };
}

/**
 * The points of a line: without those in the middle of a level stretch, which cost time and change nothing. A logarithm
 * has no place for nothing, so the line breaks there.
 */
function corners(
  values: readonly number[],
  isLogarithmic: boolean,
): { readonly k: number; readonly value: number }[] {
  return values.flatMap((value, k) => {
    if (value === values[k - 1] && value === values[k + 1]) return [];
    return [{ k, value: isLogarithmic && !(value > 0) ? Number.NaN : value }];
  });
}
