/** How the errors are distributed: a histogram per output and dtype, and the reference's own as a line. */
import { showUnits } from "../../../compare/show.ts";
import type { Units, Verdict } from "../../../compare/verdict.ts";
import { html, type Markup } from "../../markup.ts";
import { shown } from "./overview.ts";

/** Bins are powers of two; the first holds all that is smaller, the last all that is larger. */
const FIRST_EXPONENT = -4;
const LAST_EXPONENT = 24;
const BINS = LAST_EXPONENT - FIRST_EXPONENT + 1;

/** Of the drawing. */
const WIDTH = 420;
const HEIGHT = 160;
const LEFT = 44;
const RIGHT = 8;
const TOP = 8;
const BOTTOM = 34;

const TICKS: readonly (readonly [units: number, label: string])[] = [
  [0.1, "0.1"],
  [1, "1"],
  [10, "10"],
  [1e3, "1000"],
  [1e5, "1e5"],
  [1e7, "1e7"],
];

interface Panel {
  readonly title: string;
  readonly own: readonly Units[];
  readonly reference: readonly Units[];
}

/** Of the verdicts that the filter lets through. */
export function renderErrors(verdicts: readonly Verdict[]): Markup {
  const dtypes = ["float64", "float32", "float16", "bfloat16"];
  const panels = dtypes.flatMap((dtype) =>
    (["loss", "gradient"] as const).flatMap((output): Panel[] => {
      const measures = verdicts.flatMap(({ measures, dtype: own }) =>
        own === dtype && measures[output] !== undefined ? [measures[output]] : [],
      );
      if (measures.length === 0) return [];
      return [
        {
          title: `${dtype}, ${output}`,
          own: measures.map(({ units }) => units),
          reference: measures.map(({ referenceUnits }) => referenceUnits),
        },
      ];
    }),
  );
  if (panels.length === 0) return html`<p>No errors were measured here.</p>`;
  return html`<p class="words"><span class="key bar"></span> these answers <span class="key line"></span> the reference itself.
    Across: the error in units, each bar twice the one before. Up: how many, on a scale of logarithms.</p>
    <div class="panels">${panels.map(renderPanel)}</div>`;
}

function renderPanel({ title, own, reference }: Panel): Markup {
  const [bars, line] = [binned(own), binned(reference)];
  const most = Math.max(...bars, ...line, 1);
  const width = (WIDTH - LEFT - RIGHT) / BINS;
  const x = (bin: number): number => LEFT + bin * width;
  const y = (count: number): number =>
    HEIGHT - BOTTOM - (Math.log1p(count) / Math.log1p(most)) * (HEIGHT - TOP - BOTTOM);
  const rectangles = bars.map((count, bin) =>
    count === 0
      ? undefined
      : html`<rect class="bar" x="${fixed(x(bin) + 0.5)}" y="${fixed(y(count))}" width="${fixed(width - 1)}" height="${fixed(HEIGHT - BOTTOM - y(count))}"><title>${rangeOf(bin)}: ${shown(count)}</title></rect>`,
  );
  const steps = line.map((count, bin) => `H${fixed(x(bin))}V${fixed(y(count))}`).join("");
  const ticks = TICKS.map(([units, label]) => {
    const at = fixed(LEFT + (Math.log2(units) - FIRST_EXPONENT + 1) * width);
    return html`<line class="axis" x1="${at}" x2="${at}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM + 4}"/><text x="${at}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${label}</text>`;
  });
  const counts = [1, 10, 100, 1000, 10_000]
    .filter((count) => count <= most)
    .map(
      (count) =>
        html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${fixed(y(count))}" y2="${fixed(y(count))}"/><text x="${LEFT - 5}" y="${fixed(y(count) + 4)}" text-anchor="end">${shown(count)}</text>`,
    );
  const words = `${title}: ${described(own)}; the reference: ${described(reference)}`;
  return html`<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${words}">${counts}${rectangles}
    <path class="line" d="M${LEFT} ${HEIGHT - BOTTOM}${steps}H${WIDTH - RIGHT}V${HEIGHT - BOTTOM}"/>
    <line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}"/>${ticks}</svg>
    <figcaption><b>${title}</b>: ${described(own)}; reference ${described(reference)}</figcaption></figure>`;
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** How many fall into each bin; an error of another class is beyond all. */
function binned(units: readonly Units[]): readonly number[] {
  const counts = new Array<number>(BINS).fill(0);
  for (const each of units) {
    const exponent =
      each === "class" ? LAST_EXPONENT : each === 0 ? FIRST_EXPONENT : Math.ceil(Math.log2(each));
    counts[Math.min(Math.max(exponent - FIRST_EXPONENT, 0), BINS - 1)]! += 1;
  }
  return counts;
}

function rangeOf(bin: number): string {
  const upper = 2 ** (bin + FIRST_EXPONENT);
  if (bin === 0) return `at most ${upper} units`;
  return bin === BINS - 1 ? `more than ${upper / 2} units` : `${upper / 2} to ${upper} units`;
}

/** `513 results, half within 0.3, largest 1.2`. */
function described(units: readonly Units[]): string {
  const sizes = units
    .map((each) => (each === "class" ? Number.POSITIVE_INFINITY : each))
    .sort((a, b) => a - b);
  const show = (size: number): string => showUnits(Number.isFinite(size) ? size : "class");
  return `${shown(sizes.length)} results, half within ${show(sizes[(sizes.length - 1) >> 1]!)}, largest ${show(sizes.at(-1)!)}`;
}
