/** Implementations and variants: how many vectors of each pass. One implementation is shown by its dtypes. */
import type { Verdict } from "../../../compare/verdict.ts";
import { countVerdicts } from "../../../conformance/outcome.ts";
import { groupBy } from "../../../math/group-by.ts";
import { html, type Markup } from "../../markup.ts";
import { queryLink } from "./links.ts";
import { shown } from "./overview.ts";
import type { PageReport } from "./reading.ts";

export function renderMatrix({ verdicts, header }: PageReport): Markup {
  const backends = distinct(verdicts, ({ backend }) => backend);
  const isOne = backends.length === 0;
  const field = isOne ? "dtype" : "backend";
  const columns = isOne
    ? distinct(verdicts, ({ dtype }) => dtype)
        .sort()
        .reverse()
    : backends;
  const variants = distinct(verdicts, ({ variant }) => variant);
  const cells = groupBy(verdicts, (verdict) => JSON.stringify([verdict.variant, verdict[field]]));
  const rows = variants.map((variant) => {
    const row = columns.map((column) =>
      cell(cells.get(JSON.stringify([variant, column])) ?? [], { variant, [field]: column }),
    );
    return html`<tr><th scope="row">${variant}</th>${row}</tr>`;
  });
  const heads = columns.map((column) => html`<th scope="col" class="number">${column}</th>`);
  const title = isOne ? `Variants of ${header.implementation.name}` : "Implementations and variants";
  return html`<section aria-labelledby="matrix"><h2 id="matrix">${title}</h2>
    <p class="words">How many of the vectors that were answered pass.</p>
    <div class="wide tall" role="region" aria-label="Implementations and variants, table" tabindex="0"><table>
    <thead><tr><th scope="col">variant</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function distinct(verdicts: readonly Verdict[], of: (verdict: Verdict) => string | undefined): string[] {
  return [...new Set(verdicts.map(of).filter((each) => each !== undefined))];
}

function cell(members: readonly Verdict[], fields: Readonly<Record<string, string>>): Markup {
  if (members.length === 0) return html`<td class="number none">-</td>`;
  const { passed, skipped } = countVerdicts(members);
  const asked = members.length - skipped;
  const tone = asked === 0 ? "none" : passed === asked ? "good" : "bad";
  const sign = tone === "good" ? "✓ " : tone === "bad" ? "✗ " : "";
  const text = asked === 0 ? "skipped" : `${sign}${shown(passed)} of ${shown(asked)}`;
  return html`<td class="number ${tone}">${queryLink(fields, text)}</td>`;
}
