/** Verdicts one below the other, each with all that is known of it; those that are wrong come first. */
import { showIndex, showUnits } from "../../../compare/show.ts";
import { describeBlame } from "../../../compare/symptom.ts";
import type { STATUSES, Status, Verdict } from "../../../compare/verdict.ts";
import { renderExample } from "../../example.ts";
import { html, type Markup } from "../../markup.ts";
import { EXAMPLE_WIDTH } from "./overview.ts";

/** Rows that are added at once. */
export const PAGE_SIZE = 100;

const WORDS: { readonly [status in Status]: readonly [word: string, tone: string] } = {
  error: ["✗ error", "bad"],
  fail: ["✗ fail", "bad"],
  known: ["! known", "odd"],
  notJudged: ["! not judged", "bad"],
  skip: ["- skip", "none"],
  pass: ["✓ pass", "good"],
};

const ORDER: readonly Status[] = [
  "fail",
  "error",
  "notJudged",
  "known",
  "pass",
  "skip",
] satisfies (typeof STATUSES)[number][];

/** In the order in which they are listed. */
export function listed(verdicts: readonly Verdict[]): Verdict[] {
  return [...verdicts].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
}

/** `data-at` says which verdict the body is to be made of, once it is opened. */
export function renderItem(verdict: Verdict, at: number): Markup {
  const [word, tone] = WORDS[verdict.status];
  const { id, backend, listed: known } = verdict;
  const says = verdict.status === "known" ? (known?.reason ?? "") : describeBlame(verdict);
  return html`<li><details data-at="${at}"><summary><span class="status ${tone}">${word}</span> ${backend === undefined ? undefined : html`<span class="backend">${backend}</span> `}<span class="id">${id}</span>${says === "" ? undefined : html` <span class="words">${says}</span>`}</summary></details></li>`;
}

export function renderBody(verdict: Verdict, command: string): Markup {
  const example = renderExample(verdict, command, EXAMPLE_WIDTH).filter((line) => line.trim() !== "");
  const measures = (["loss", "gradient"] as const).flatMap((output) => {
    const measure = verdict.measures[output];
    if (measure === undefined) return [];
    const { units, budget, ulp, referenceUnits, index, expected, got, truth, elements, mismatches } = measure;
    const cells = [
      `${showUnits(units)} of ${showUnits(budget)}`,
      `${mismatches} of ${elements}`,
      showUnits(ulp),
      showUnits(referenceUnits),
      index.length === 0 ? "" : showIndex(index),
      expected.text,
      got.text,
      truth,
    ];
    return [html`<tr><th scope="row">${output}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`];
  });
  const heads = [
    "output",
    "units, of allowed",
    "outside",
    "ULP",
    "reference, units",
    "worst at",
    "expected",
    "got",
    "truth",
  ];
  const table =
    measures.length === 0
      ? undefined
      : html`<div class="wide" role="region" aria-label="Errors of ${verdict.id}, table" tabindex="0"><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${measures}</tbody></table></div>`;
  const { reference, file, flags, tier, variant } = verdict;
  return html`<div class="body"><pre tabindex="0">${example.map((line) => html`<span>${line}</span>${"\n"}`)}</pre>${table}
    <p class="words">${variant}, ${tier}; ${reference}; ${file}${flags.length === 0 ? "" : `; ${flags.join(", ")}`}</p></div>`;
}
