/// <reference lib="dom" />
/** One value per class for several definitions, drawn with Observable Plot: bars for few classes, lines for many. */
import { axisX, axisY, barY, lineY, plot, ruleY } from "@observablehq/plot";

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
  readonly isLogarithmic: boolean;
}

/** Classes that bars are wide enough for. */
const MOST_BARS = 12;
const HEIGHT = 220;

export function drawChart(series: readonly Series[], options: ChartOptions): Element {
  const { width, label, classLabel, isLogarithmic } = options;
  const count = series[0]?.values.length ?? 0;
  const y = isLogarithmic ? { type: "log" as const, label } : { label, grid: true };
  const common = {
    width,
    height: HEIGHT,
    marginLeft: 56,
    marginBottom: 36,
    style: { background: "none" },
    y,
  };
  // Bars need a foot to stand on, which a logarithm has not.
  if (count > MOST_BARS || isLogarithmic) {
    return plot({
      ...common,
      x: { label: classLabel, domain: [0, Math.max(1, count - 1)] },
      marks: [
        axisX({ ticks: Math.min(count, width / 60), tickFormat: (k: number) => String(k) }),
        ...(isLogarithmic ? [axisY({ ticks: 4 })] : [ruleY([0])]),
        // The first is the widest, so that equal lines show all their colours.
        ...series.map(({ values, colour }, i) =>
          lineY(drawable(values, isLogarithmic), {
            x: (_: unknown, k: number) => k,
            stroke: colour,
            strokeWidth: 1.25 + 1.5 * (series.length - 1 - i),
            curve: "step",
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

/** A logarithm has no place for nothing: the line breaks there. */
function drawable(values: readonly number[], isLogarithmic: boolean): readonly number[] {
  return isLogarithmic ? values.map((value) => (value > 0 ? value : Number.NaN)) : values;
}
