/** How exact the answers are: the largest errors per variant and dtype, and the vectors that they are of. */
import { showUnits } from "../../../compare/show.ts";
import type { OutputMeasure, Verdict } from "../../../compare/verdict.ts";
import { groupBy } from "../../../math/group-by.ts";
import { html, type Markup } from "../../markup.ts";
import { type Group, groupVerdicts } from "../../summary.ts";
import { queryLink } from "./links.ts";
import type { PageReport } from "./reading.ts";

/** Rows that are shown before the rest is asked for. */
const FIRST_ROWS = 25;

type Output = "loss" | "gradient";

interface Row extends Group {
  readonly backend: string | undefined;
  readonly worst: { readonly [output in Output]: Verdict | undefined };
}

export function renderAccuracy({ verdicts }: PageReport): Markup | undefined {
  const rows = rowsOf(verdicts).filter(({ worst }) => worst.loss ?? worst.gradient);
  if (rows.length === 0) return undefined;
  const backends = rows.some(({ backend }) => backend !== undefined);
  const head = html`<thead><tr>${backends ? html`<th scope="col">backend</th>` : undefined}<th scope="col">variant</th><th scope="col">dtype</th>
    <th scope="col" class="number">loss</th><th scope="col">worst at</th>
    <th scope="col" class="number">gradient</th><th scope="col">worst at</th><th scope="col" class="number">reference's own</th></tr></thead>`;
  const table = (label: string, some: readonly Row[]): Markup =>
    html`<div class="wide" role="region" aria-label="${label}" tabindex="0"><table>${head}<tbody>${some.map((row) => renderRow(row, backends))}</tbody></table></div>`;
  const rest = rows.slice(FIRST_ROWS);
  const more =
    rest.length === 0
      ? undefined
      : html`<details><summary>${rest.length} more</summary>${table("Further errors, table", rest)}</details>`;
  return html`<section aria-labelledby="accuracy"><h2 id="accuracy">Accuracy</h2>
    <p class="words">The largest error against the truth, in units: of a loss, the spacing of numbers of its dtype there; of a
    gradient, the rounding error that its subtraction must have. Those nearest to their limit come first.</p>
    ${table("Largest errors, table", rows.slice(0, FIRST_ROWS))}${more}</section>`;
}

function rowsOf(verdicts: readonly Verdict[]): readonly Row[] {
  const backends = [...new Set(verdicts.map(({ backend }) => backend))];
  const rows = backends.flatMap((backend) => {
    const own = verdicts.filter((verdict) => verdict.backend === backend);
    const members = groupBy(own, ({ variant, dtype }) => `${variant} ${dtype}`);
    return groupVerdicts(own).map((group) => {
      const ofGroup = members.get(`${group.variant} ${group.dtype}`) ?? [];
      return {
        ...group,
        backend,
        worst: { loss: worstOf(ofGroup, "loss"), gradient: worstOf(ofGroup, "gradient") },
      };
    });
  });
  return rows.sort((a, b) => nearness(b) - nearness(a));
}

function sizeOf(measure: OutputMeasure | undefined): number {
  if (measure === undefined) return -1;
  return measure.units === "class" ? Number.POSITIVE_INFINITY : measure.units;
}

function worstOf(verdicts: readonly Verdict[], output: Output): Verdict | undefined {
  let worst: Verdict | undefined;
  for (const verdict of verdicts)
    if (sizeOf(verdict.measures[output]) > sizeOf(worst?.measures[output])) worst = verdict;
  return worst;
}

/** The larger error as a share of what is allowed there. */
function nearness({ worst }: Row): number {
  return Math.max(
    ...(["loss", "gradient"] as const).map((output) => {
      const measure = worst[output]?.measures[output];
      return measure === undefined ? 0 : sizeOf(measure) / (measure.budget || 1);
    }),
  );
}

function renderRow(
  { backend, variant, dtype, worst, referenceLoss, referenceGradient }: Row,
  backends: boolean,
): Markup {
  const own = [referenceLoss, referenceGradient].map((units) =>
    units === undefined ? "-" : showUnits(units),
  );
  return html`<tr>${backends ? html`<td>${backend ?? ""}</td>` : undefined}<th scope="row">${variant}</th><td>${dtype}</td>
    ${errorCells(worst.loss, "loss", backend)}${errorCells(worst.gradient, "gradient", backend)}<td class="number">${own.join(", ")}</td></tr>`;
}

function errorCells(verdict: Verdict | undefined, output: Output, backend: string | undefined): Markup {
  const measure = verdict?.measures[output];
  if (verdict === undefined || measure === undefined) return html`<td class="number none">-</td><td></td>`;
  const tone = measure.mismatches > 0 ? "bad" : "plain";
  return html`<td class="number ${tone}">${showUnits(measure.units)}</td><td class="id">${queryLink({ backend, id: verdict.id }, verdict.id)}</td>`;
}
