/** Runs side by side as one page; it has no script. */
import { oneLineEach } from "../files/strangers-text.ts";
import {
  type ChangeGroup,
  type Comparison,
  comparisonsOf,
  countLine,
  describeRun,
  groupChanges,
  type Run,
  tierRows,
} from "./comparison.ts";
import { pageOf } from "./html.ts";
import { html, type Markup } from "./markup.ts";

/** Newline at the end. */
export function renderComparisonHtml(given: readonly [Run, ...Run[]], style: string): string {
  const runs = oneLineEach(given);
  const comparisons = comparisonsOf(runs);
  const regressed = comparisons.reduce((sum, { changes }) => sum + changes.regressed.length, 0);
  const outcome =
    regressed === 0
      ? html`<h1 class="outcome good"><span aria-hidden="true">✓</span> Nothing regressed</h1>`
      : html`<h1 class="outcome bad"><span aria-hidden="true">✗</span> ${regressed} regressed</h1>`;
  const heads = runs.map(({ file }) => html`<th scope="col" class="number">${file}</th>`);
  const rows = tierRows(runs).map(
    ([tier, ...cells]) =>
      html`<tr><th scope="row">${tier}</th>${cells.map((cell) => html`<td class="number">${cell}</td>`)}</tr>`,
  );
  const body = html`<header><p class="name">smoothproof</p></header><main>${outcome}
<dl>${runs.map((run) => html`<dt>${run.file}</dt><dd>${describeRun(run)}</dd>`)}</dl>
<section aria-labelledby="tiers"><h2 id="tiers">Passed of answered</h2><div class="wide" role="region" aria-label="Tiers, table" tabindex="0"><table><thead><tr><th scope="col">tier</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div></section>
${comparisons.map((comparison, i) => renderOne(comparison, runs[0].file, i))}</main>`;
  return pageOf(`${regressed} regressed - smoothproof`, style, body);
}

function renderOne({ run, changes }: Comparison, first: string, at: number): Markup {
  const name = `comparison-${at}`;
  return html`<section aria-labelledby="${name}"><h2 id="${name}">${run.file} against ${first}</h2><p>${countLine(changes)}</p>
${renderGroups("Regressed", "bad", groupChanges(changes.regressed, "after"))}
${renderGroups("Improved", "good", groupChanges(changes.improved, "before"))}
<p>Of what passes in both, ${changes.moreExact} are more exact and ${changes.lessExact} less.</p></section>`;
}

function renderGroups(title: string, tone: string, groups: readonly ChangeGroup[]): Markup | undefined {
  if (groups.length === 0) return undefined;
  const items = groups.map(
    ({ says, ids }) =>
      html`<li><details><summary><span class="${tone}">${ids.length}×</span> ${says}</summary><ul>${ids.map((id) => html`<li class="id">${id}</li>`)}</ul></details></li>`,
  );
  return html`<h3>${title}</h3><ul class="causes">${items}</ul>`;
}
