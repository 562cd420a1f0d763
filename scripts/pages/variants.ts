/** docs/divergence.md and one page per variant with its pictures, in every language, from the records and the vectors. */
import type { TopLevelSpec } from "vega-lite";
import { type Page, withParts } from "./page.ts";
import { renderSVG } from "./plots/render.ts";
import { differencePlot } from "./variants/difference-plot.ts";
import { divergencePage } from "./variants/divergence-page.ts";
import type { Facts } from "./variants/facts.ts";
import { allFacts } from "./variants/facts.ts";
import { familiesOf } from "./variants/families.ts";
import { familiesPlot } from "./variants/families-plot.ts";
import { listPage } from "./variants/list-page.ts";
import { readmeMoreExact, readmeTargets } from "./variants/readme-targets.ts";
import { targetPlot } from "./variants/target-plot.ts";
import { variantPage } from "./variants/variant-page.ts";
import { ENGLISH } from "./words/english.ts";
import { KOREAN } from "./words/korean.ts";
import type { Words } from "./words/words.ts";

const LANGUAGES = [ENGLISH, KOREAN];

const ownedFolder = ({ folder }: Words): string => `${folder}/variants`;

export const PAGE: Page = {
  owns: LANGUAGES.map(ownedFolder),
  make: async () => {
    const facts = allFacts();
    const files = new Map<string, string>();
    for (const words of LANGUAGES) await addDocuments(files, facts, words);
    return { files };
  },
};

async function addDocuments(
  files: Map<string, string>,
  all: ReadonlyMap<string, Facts>,
  words: Words,
): Promise<void> {
  const draw = async (path: string, spec: TopLevelSpec): Promise<string> => {
    files.set(`${ownedFolder(words)}/${path}`, await renderSVG(spec));
    return path;
  };
  const families = familiesOf(all.values());
  const { path } = words.readme;
  files.set(
    path,
    withParts(path, { targets: readmeTargets(families, words), exact: readmeMoreExact(words) }),
  );
  files.set(`${ownedFolder(words)}/index.md`, listPage(families.length, words));
  const overview = await draw("plots/all-families.svg", familiesPlot(families, words));
  files.set(`${words.folder}/divergence.md`, divergencePage(all, families, words, `variants/${overview}`));
  for (const [id, facts] of all) {
    const target = await draw(`plots/${id}-target.svg`, targetPlot(facts, words));
    const spec = differencePlot(facts, words);
    const difference = spec === undefined ? undefined : await draw(`plots/${id}-difference.svg`, spec);
    files.set(`${ownedFolder(words)}/${id}.md`, variantPage(facts, words, { target, difference }));
  }
}
