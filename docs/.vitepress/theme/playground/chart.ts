/// <reference lib="dom" />
/** One value per class for several definitions, drawn with Observable Plot: bars for few classes, lines for many. */
import { axisX, axisY, barY, gridY, plot, ruleY } from "@observablehq/plot";

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
  /** What stands under each place. Default: the numbers of the classes. */
  readonly places?: readonly string[];
}

/** Classes that bars are wide enough for. */
export const MOST_BARS = 12;
/** Classes whose steps are wide enough to be seen. */
const MOST_STEPS = 100;
/** Less where the screen is a phone's, so that the controls are seen beneath it. */
const heightOf = (width: number): number => (width < 420 ? 170 : 240);

/** A picture: what it shows is told by the table beneath it. */
export interface Chart {
  readonly element: Element;
  /** Shows other values, where axes and lines stay as they are; false where they do not, and a new chart is needed. */
  readonly update: (series: readonly Series[], options: ChartOptions) => boolean;
}

export function drawChart(series: readonly Series[], options: ChartOptions): Chart {
  const isBars = (series[0]?.values.length ?? 0) <= MOST_BARS;
  const chart = isBars ? { element: bars(series, options), update: () => false } : lines(series, options);
  chart.element.setAttribute("aria-hidden", "true");
  return chart;
}

const commonOf = ({ width }: ChartOptions) => ({
  width,
  height: heightOf(width),
  marginLeft: 56,
  marginBottom: 36,
  style: { background: "none" },
});

const plain = (value: number): string => String(value);

function bars(series: readonly Series[], options: ChartOptions): Element {
  const { label, classLabel, isLogarithmic } = options;
  // A place without a number, such as the true class where it is left out, has no place.
  const data = series
    .flatMap(({ id, values, colour }) =>
      values.map((value, k) => ({ id, k: options.places?.[k] ?? String(k), value, colour })),
    )
    .filter(({ value }) => Number.isFinite(value));
  return plot({
    ...commonOf(options),
    y: { label, grid: true, tickFormat: plain, ...(isLogarithmic ? { type: "log" } : {}), ticks: 5 },
    x: { axis: null, domain: series.map(({ id }) => id), padding: 0.05 },
    fx: { label: classLabel, padding: 0.15, domain: [...new Set(data.map(({ k }) => k))] },
    marks: [
      barY(
        data.filter(({ value }) => Number.isFinite(value)),
        { fx: "k", x: "id", y: "value", fill: "colour" },
      ),
      ruleY([0]),
    ],
  });
}

/**
 * Axes by Plot, and a path for each definition. While a slider is dragged the axes mostly stay, and only the paths get
 * other points: Plot would make all of it anew in every frame.
 */
function lines(series: readonly Series[], options: ChartOptions): Chart {
  const { width, label, classLabel, isLogarithmic } = options;
  const count = series[0]!.values.length;
  const y = scaleOf(series, options);
  const element = plot({
    ...commonOf(options),
    x: { label: classLabel, domain: [0, count - 1] },
    y: { label, ...y },
    marks: [
      gridY({ ticks: y.ticks }),
      axisX({ ticks: Math.min(count, width / 60), tickFormat: plain }),
      axisY({ ticks: y.ticks, tickFormat: plain }),
      ...(isLogarithmic ? [] : [ruleY([0])]),
    ],
  });
  const [xScale, yScale] = [element.scale("x")!, element.scale("y")!];
  const xs = Array.from({ length: 2 * count - 1 }, (_, i) => xScale.apply(i / 2).toFixed(1));
  const paths = series.map(({ colour }, i) => {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("fill", "none");
    path.setAttribute("stroke", colour);
    // The first is the widest, so that equal lines show all their colours.
    path.setAttribute("stroke-width", String(1.25 + series.length - 1 - i));
    path.setAttribute("stroke-linejoin", "bevel");
    return path;
  });
  element.append(...paths);
  const trace = (shown: readonly Series[]): void => {
    shown.forEach(({ values }, i) => {
      paths[i]!.setAttribute("d", pathOf(values, xs, yScale.apply, isLogarithmic));
    });
  };
  trace(series);
  const key = keyOf(series, options);
  return {
    element,
    update: (next, asked) => {
      if (keyOf(next, asked) !== key) return false;
      trace(next);
      return true;
    },
  };
}

/** All that a chart of lines shows but its lines. */
function keyOf(series: readonly Series[], options: ChartOptions): string {
  const { type, domain } = scaleOf(series, options);
  const names = series.map(({ id, colour }) => [id, colour]);
  return JSON.stringify([options, names, series[0]!.values.length, type, domain]);
}

/** Marks of a scale whose steps are factors of ten. */
const POWERS = [-1, -0.1, -0.01, -0.001, 0, 1e-5, 1e-4, 0.001, 0.01, 0.1, 1];

interface YScale {
  readonly type: "log" | "symlog";
  readonly domain: readonly [number, number];
  readonly ticks: number[];
  readonly constant?: number;
}

/**
 * Of many classes all but a few are near 0: a logarithm, or one that goes through 0, gives them room. Its ends are round
 * numbers, so that they stay while values change a little.
 */
function scaleOf(series: readonly Series[], { isLogarithmic }: ChartOptions): YScale {
  let [least, most] = isLogarithmic ? [Number.POSITIVE_INFINITY, 0] : [0, 0];
  for (const { values } of series) {
    for (const value of values) {
      if (value < least && (!isLogarithmic || value > 0)) least = value;
      if (value > most) most = value;
    }
  }
  const isWithin = (power: number): boolean => power >= domain[0] && power <= domain[1];
  const domain: [number, number] = isLogarithmic
    ? [10 ** Math.floor(Math.log10(Math.min(least, most / 2))), 10 ** Math.ceil(Math.log10(most))]
    : [-roundUp(-least), roundUp(most)];
  if (isLogarithmic) return { type: "log", domain, ticks: POWERS.filter(isWithin) };
  // Around 0 the scale is even, and these would be on top of each other.
  const constant = 1 / (series[0]?.values.length ?? 1);
  const ticks = POWERS.filter((power) => isWithin(power) && (power === 0 || Math.abs(power) > 5 * constant));
  return { type: "symlog", constant, domain, ticks };
}

/** The next number of the series 1, 2, 5, 10, 20, … */
function roundUp(value: number): number {
  if (!(value > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 5, 10].find((step) => step * power >= value * (1 - 1e-12))!;
}

/**
 * The path through the values: straight from class to class, or steps where these are wide enough to be seen. Points in
 * the middle of a level stretch cost time and change nothing. A logarithm has no place for nothing, so the line breaks.
 *
 * @param xs places of the classes and of the middles between them
 */
function pathOf(
  values: readonly number[],
  xs: readonly string[],
  y: (value: number) => number,
  isLogarithmic: boolean,
): string {
  const isSteps = values.length <= MOST_STEPS;
  const last = values.length - 1;
  let path = "";
  let isOpen = false;
  for (let k = 0; k <= last; k += 1) {
    const value = values[k]!;
    if (Number.isNaN(value) || (isLogarithmic && !(value > 0))) {
      isOpen = false;
      continue;
    }
    if (isOpen && k < last && value === values[k - 1] && value === values[k + 1]) continue;
    const height = y(value).toFixed(1);
    if (!isOpen) path += `M${xs[2 * k]!},${height}`;
    else if (isSteps) path += `H${xs[2 * k - 1]!}V${height}H${xs[2 * k]!}`;
    else path += `L${xs[2 * k]!},${height}`;
    isOpen = true;
  }
  return path;
}
