/** What the pictures of all variants share: where they look, and how their panels are laid out. */
import type { PlotWords } from "../words/words.ts";

/** Two classes to a large vocabulary. */
export const CLASSES: readonly number[] = [
  2,
  3,
  ...Array.from({ length: 14 }, (_, power) => 2 ** (power + 2)),
];
export const ALPHAS: readonly number[] = Array.from({ length: 26 }, (_, i) => i / 25);

export const PANEL_HEIGHT = 190;

/** Vega merges the scales and legends of panels that show different things. */
export const INDEPENDENT = {
  scale: { color: "independent", strokeDash: "independent" },
  legend: { color: "independent", strokeDash: "independent" },
} as const;

export function classesChannel(field: string, plots: PlotWords) {
  return {
    field,
    type: "quantitative",
    title: plots.classes,
    scale: { type: "log", nice: false, domain: [2, 2 ** 15] as number[] },
    axis: { values: [2, 10, 100, 1000, 10_000] as number[], format: "~s" },
  } as const;
}
