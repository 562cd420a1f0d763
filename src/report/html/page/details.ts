/** Kill matrix and provenance: what stands at the end. */
import { formatShard } from "../../../conformance/shard.ts";
import { html, type Markup } from "../../markup.ts";
import { queryLink } from "./links.ts";
import type { PageReport } from "./reading.ts";

export function renderKills({ kills }: PageReport): Markup {
  const head = html`<h2 id="kills">Kill matrix</h2>`;
  if (kills === undefined)
    return html`<section aria-labelledby="kills">${head}<p>Not known for these vectors: it is of the package's own ones, and
      comes with --reporter html.</p></section>`;
  const answered = kills.filter(({ answered }) => answered > 0).sort((a, b) => a.killed - b.killed);
  const caught = answered.filter(({ killed }) => killed > 0);
  const rows = answered.map(
    ({ id, says, answered: asked, killed, by }) =>
      html`<tr><th scope="row">${id}</th><td>${says}</td><td class="number ${killed === 0 ? "bad" : "good"}">${killed} of ${asked}</td><td class="id">${by === undefined ? "" : queryLink({ id: by }, by)}</td></tr>`,
  );
  return html`<section aria-labelledby="kills">${head}
    <p>A mutant is a loss with one thing wrong. The vectors of this run catch ${caught.length} of the ${answered.length} mutants
    that can answer any of them.</p>
    <details><summary>Each mutant</summary><div class="wide" role="region" aria-label="Mutants, table" tabindex="0"><table>
    <thead><tr><th scope="col">mutant</th><th scope="col">what it does</th><th scope="col" class="number">caught by</th><th scope="col">one of them</th></tr></thead>
    <tbody>${rows}</tbody></table></div></details></section>`;
}

export function renderProvenance({ header }: PageReport): Markup {
  const { version, fixtures, references, truth, implementation, command, selection, shard, seconds } = header;
  const filters = Object.entries(selection).flatMap(([name, values]) =>
    values.length === 0 ? [] : [`${name}: ${values.join(", ")}`],
  );
  const facts: readonly (readonly [string, string | undefined])[] = [
    [
      "implementation",
      [implementation.name, implementation.version, implementation.language].filter(Boolean).join(", "),
    ],
    ["judged as", implementation.judgedAs],
    ["command", command],
    ["vectors", filters.length === 0 ? "all" : filters.join("; ")],
    ["shard", shard === undefined ? undefined : formatShard(shard)],
    ["smoothproof", version],
    ["fixtures", `${fixtures.version}, sha256 ${fixtures.sha256}`],
    ["truth", truth],
    [
      "references",
      Object.entries(references)
        .map(([name, of]) => `${name} ${of}`)
        .join(", "),
    ],
    ["took", seconds === undefined ? undefined : `${seconds.toFixed(1)} s`],
  ];
  const rows = facts.flatMap(([term, text]) => (text ? [html`<dt>${term}</dt><dd>${text}</dd>`] : []));
  return html`<section aria-labelledby="provenance"><h2 id="provenance">Provenance</h2><dl>${rows}</dl></section>`;
}
