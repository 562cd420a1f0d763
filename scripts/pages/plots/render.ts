/**
 * A vega-lite spec as SVG text: the same bytes on every run, in any order of runs, on any machine.
 *
 * Vega measures text with a canvas if there is one, else it estimates; no canvas is installed here, so widths do not
 * depend on fonts. Everything else that could vary is fixed: the numbers in ids, and the last digits of coordinates,
 * in which the transcendental functions of JavaScript engines differ.
 */
import { type Config as Cleaning, optimize } from "svgo";
import { Error as ERRORS, type LoggerInterface, logger, parse, resetSVGDefIds, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { withDarkTheme } from "./dark.ts";
import { THEME } from "./theme.ts";

/** Coordinates are rounded to hundredths of a pixel, and Vega's attributes for interaction are removed. */
const CLEANING: Cleaning = {
  floatPrecision: 2,
  plugins: [
    "preset-default",
    { name: "removeAttrs", params: { attrs: ["aria-.*", "role", "pointer-events", "class"] } },
  ],
};

/** Turns warnings into errors: a spec that Vega warns about does not draw what was meant. */
function strict(): LoggerInterface {
  const refuse = (...messages: readonly unknown[]): never => {
    throw new TypeError(`spec: expected one that Vega draws without a warning, got: ${messages.join(" ")}`);
  };
  return Object.assign(logger(ERRORS), { warn: refuse, error: refuse });
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Draws a spec that contains its data (`data: { values }`).
 *
 * @param spec vega-lite; its `config` overrides the theme; its `description` is required, for screen readers
 * @returns a standalone SVG document that ends with a line break
 * @throws TypeError if there is no description, or Vega warns about the spec
 */
export function renderSVG(spec: TopLevelSpec): Promise<string> {
  // One at a time: Vega numbers the ids of all drawings in one sequence.
  const drawing = last.then(() => draw(spec));
  last = drawing.catch(() => undefined);
  return drawing;
}

async function draw(spec: TopLevelSpec): Promise<string> {
  if (!spec.description) throw new TypeError("spec: expected a description for screen readers, got none");
  const log = strict();
  const compiled = compile(spec, { config: THEME, logger: log });
  const view = new View(parse(compiled.spec), { renderer: "none", logger: log });
  await view.runAsync();
  resetSVGDefIds();
  const svg = await view.toSVG();
  view.finalize();
  return `${withLabel(withDarkTheme(optimize(svg, CLEANING).data), spec.description)}\n`;
}

function withLabel(svg: string, label: string): string {
  const escaped = label.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return svg.replace("<svg ", () => `<svg role="img" aria-label="${escaped}" `);
}
