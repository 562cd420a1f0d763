/**
 * A vega-lite spec as SVG text: the same bytes on every run, in any order of runs, on any machine.
 *
 * Vega measures text by a canvas where there is one and by an estimate where there is none; none is installed here,
 * so widths do not depend on fonts. What else would vary is fixed: the numbers in ids, and the last digits of
 * coordinates, in which engines' transcendental functions differ.
 */
import { type Config as Cleaning, optimize } from "svgo";
import { Error as ERRORS, type LoggerInterface, logger, parse, resetSVGDefIds, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { THEME } from "./theme.ts";

/** Hundredths of a pixel; Vega's notes for interaction go, since these are pictures. */
const CLEANING: Cleaning = {
  floatPrecision: 2,
  plugins: [
    "preset-default",
    { name: "removeAttrs", params: { attrs: ["aria-.*", "role", "pointer-events", "class"] } },
  ],
};

/** A spec that Vega would draw with a warning draws something else than was meant: no data, an ignored channel. */
function strict(): LoggerInterface {
  const refuse = (...messages: readonly unknown[]): never => {
    throw new TypeError(`spec: expected one that Vega draws without a warning, got: ${messages.join(" ")}`);
  };
  return Object.assign(logger(ERRORS), { warn: refuse, error: refuse });
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Draws a spec whose data stand in it (`data: { values }`).
 *
 * @param spec vega-lite; its `config` overrides the theme; its `description`, required, is what screen readers say
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
  return `${withLabel(optimize(svg, CLEANING).data, spec.description)}\n`;
}

function withLabel(svg: string, label: string): string {
  const escaped = label.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return svg.replace("<svg ", () => `<svg role="img" aria-label="${escaped}" `);
}
