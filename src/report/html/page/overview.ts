/** What is read first: the outcome, who was judged by whom, the tiers, and the causes of what is wrong. */
import { describeBlame } from "../../../compare/symptom.ts";
import { groupByCause, isWrong } from "../../../conformance/causes.ts";
import { type Counts, countVerdicts, endingOf } from "../../../conformance/outcome.ts";
import { TIERS } from "../../../fixtures/tier.ts";
import { clearest, renderExample } from "../../example.ts";
import { html, type Markup } from "../../markup.ts";
import { summarise } from "../../summary.ts";
import { queryLink } from "./links.ts";
import type { PageReport } from "./reading.ts";

/** Columns of an example, as in a wide terminal. */
export const EXAMPLE_WIDTH = 96;

const SIGNS = { FAIL: "✗", INCOMPLETE: "!", "NOTHING JUDGED": "!", PASS: "✓" } as const;

export function renderOverview({ verdicts, header }: PageReport): Markup {
  const { name, version, language, judgedAs } = header.implementation;
  const counts = countVerdicts(verdicts);
  const { outcome, lacks } = endingOf(verdicts, header.shard);
  const who = [name, version, language && `(${language})`, judgedAs && `as ${judgedAs}`];
  const references = [...new Set(verdicts.map(({ reference }) => reference))];
  return html`<h1 class="outcome ${outcome === "PASS" ? "good" : outcome === "FAIL" ? "bad" : "odd"}"
      ><span aria-hidden="true">${SIGNS[outcome]}</span> ${outcome} <span class="who">${who.filter(Boolean).join(" ")}</span></h1>
    <p class="counts">${shown(counts.passed)} passed, ${shown(counts.failed + counts.errored)} failed,
      ${shown(counts.skipped)} skipped${note(counts.known, "known to fail")}${note(counts.notJudged, "not judged")};
      against ${inWords(references)}</p>
    ${lacks.map((lack) => html`<p class="counts">${lack}</p>`)}`;
}

/** The first few, and how many more. */
function inWords(references: readonly string[]): string {
  const most = 4;
  const more = references.length - most;
  return `${references.slice(0, most).join(", ") || "nothing"}${more > 0 ? ` and ${more} more` : ""}`;
}

function note(count: number, words: string): string {
  return count === 0 ? "" : `, ${shown(count)} ${words}`;
}

export function shown(count: number): string {
  return count.toLocaleString("en-US");
}

const TIER_WORDS = {
  core: "what training meets: legal options, finite numbers",
  edge: "NaN, infinities, empty batches, nonsense that the source accepts",
  refusal: "calls that the source refuses",
} as const;

/** Statuses, and how each is counted. */
const COLUMNS: readonly (readonly [status: string, title: string, count: (counts: Counts) => number])[] = [
  ["pass", "passed", ({ passed }) => passed],
  ["fail", "failed", ({ failed }) => failed],
  ["error", "no answer", ({ errored }) => errored],
  ["known", "known to fail", ({ known }) => known],
  ["notJudged", "not judged", ({ notJudged }) => notJudged],
  ["skip", "skipped", ({ skipped }) => skipped],
];

export function renderTiers({ verdicts }: PageReport): Markup {
  const { tiers, ...all } = summarise(verdicts);
  const columns = COLUMNS.filter(([status, , count]) => status === "pass" || count(all) > 0);
  const rows = TIERS.filter((tier) => Object.values(tiers[tier]).some((count) => count > 0)).map((tier) => {
    const cells = columns.map(([status, , count]) => {
      const n = count(tiers[tier]);
      const tone = n === 0 || status === "skip" ? "none" : status === "pass" ? "good" : "bad";
      return html`<td class="number ${tone}">${n === 0 ? "0" : queryLink({ tier, status }, shown(n))}</td>`;
    });
    return html`<tr><th scope="row">${tier}<span class="words">${TIER_WORDS[tier]}</span></th>${cells}</tr>`;
  });
  const heads = columns.map(([, title]) => html`<th scope="col" class="number">${title}</th>`);
  return html`<section aria-labelledby="tiers"><h2 id="tiers">Tiers</h2>
    <div class="wide" role="region" aria-label="Tiers, table" tabindex="0"><table>
    <thead><tr><th scope="col">tier</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

export function renderCauses({ verdicts, header }: PageReport): Markup | undefined {
  const wrong = verdicts.filter(isWrong);
  if (wrong.length === 0) return undefined;
  const ofBackends = wrong.some(({ backend }) => backend !== undefined);
  const items = groupByCause(verdicts).map(({ cause, members, tiers }, i) => {
    const example = clearest(members);
    const count = members.length;
    const counted = TIERS.flatMap((tier) => (tiers[tier] ? [`${tiers[tier]} ${tier}`] : []));
    const fields = { status: ["fail", "error"], backend: example.backend, cause: describeBlame(example) };
    return html`<li><details${i === 0 ? html` open` : undefined}>
      <summary><span class="times">${shown(count)}×</span> ${cause} <span class="words">${counted.join(", ")}</span></summary>
      <pre tabindex="0">${renderExample(example, header.command, EXAMPLE_WIDTH).map((line) => html`<span>${line}</span>${"\n"}`)}</pre>
      <p>${queryLink(fields, count === 1 ? "this one in the list" : `all ${shown(count)} in the list`)}</p>
      </details></li>`;
  });
  const title = ofBackends ? "Causes, by backend" : "Causes";
  return html`<section aria-labelledby="causes"><h2 id="causes">${title}</h2><ol class="causes">${items}</ol></section>`;
}
