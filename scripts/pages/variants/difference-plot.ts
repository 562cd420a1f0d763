/** Loss and gradient of a variant minus those of equation (1), over K and over alpha. */
import type { TopLevelSpec } from "vega-lite";
import type { VariantRecord } from "../../../src/definition/record.ts";
import type { PlotWords, Words } from "../words/words.ts";
import { differenceAt, type Facts } from "./facts.ts";
import { ALPHAS, CLASSES, classesChannel, INDEPENDENT, PANEL_HEIGHT } from "./plot-parts.ts";
import { showNumber } from "./show-number.ts";

const ALPHA_LINES = [0.05, 0.1, 0.2, 0.4] as const;
const CLASS_LINES = [4, 10, 100, 1000] as const;

interface Point {
  readonly x: number;
  readonly line: string;
  readonly loss: number;
  readonly gradient: number;
}

/** Undefined where there is nothing to draw: the difference is zero at every point. */
export function differencePlot({ record }: Facts, words: Words): TopLevelSpec | undefined {
  const { plots } = words;
  const overClasses = ALPHA_LINES.flatMap((alpha) =>
    CLASSES.flatMap((K) => pointAt(record, alpha, K, { x: K, line: alpha })),
  );
  const overAlpha = CLASS_LINES.flatMap((K) =>
    ALPHAS.flatMap((alpha) => pointAt(record, alpha, K, { x: alpha, line: K })),
  );
  if ([...overClasses, ...overAlpha].every(({ loss, gradient }) => isNothing(loss) && isNothing(gradient))) {
    return undefined;
  }
  const row = (field: "loss" | "gradient", titles: readonly [string, string], unit: string) => ({
    spacing: 30,
    resolve: INDEPENDENT,
    hconcat: [
      panel(field, titles[0], unit, overClasses, classesChannel("x", plots), {
        title: "α",
        values: ALPHA_LINES,
      }),
      panel(field, titles[1], unit, overAlpha, alphaChannel(plots), { title: "K", values: CLASS_LINES }),
    ],
  });
  return {
    description: words.pictures.alt(record.id),
    title: { text: plots.differenceTitle(record.id), subtitle: plots.differenceSubtitle },
    spacing: 25,
    resolve: INDEPENDENT,
    vconcat: [
      row("loss", [plots.lossOverClasses, plots.lossOverAlpha], plots.lossDifference),
      row("gradient", [plots.gradientOverClasses, plots.gradientOverAlpha], plots.gradientDifference),
    ],
  };
}

const isNothing = (value: number): boolean => showNumber(value) === "0";

function pointAt(
  record: VariantRecord,
  alpha: number,
  K: number,
  place: { x: number; line: number },
): Point[] {
  const difference = differenceAt(record, alpha, K);
  return difference === undefined ? [] : [{ x: place.x, line: showNumber(place.line), ...difference }];
}

function alphaChannel(plots: PlotWords) {
  return { field: "x", type: "quantitative", title: plots.alpha } as const;
}

function panel(
  field: "loss" | "gradient",
  title: string,
  unit: string,
  values: readonly Point[],
  x: ReturnType<typeof classesChannel> | ReturnType<typeof alphaChannel>,
  lines: { readonly title: string; readonly values: readonly number[] },
) {
  const line = {
    field: "line",
    type: "nominal",
    title: lines.title,
    scale: { domain: lines.values.map(showNumber) },
    sort: null,
    legend: { orient: "right" },
  } as const;
  return {
    title,
    width: 265,
    height: PANEL_HEIGHT,
    data: { values: [...values] },
    mark: { type: "line" as const },
    encoding: {
      x: { ...x },
      y: { field, type: "quantitative" as const, title: unit, axis: { format: "~g" } },
      color: line,
      strokeDash: line,
    },
  };
}
