/** All generated pages and pictures of one language, by path from the root. */
import type { TopLevelSpec } from "vega-lite";
import { renderSVG } from "../plots/render.ts";
import { differencePlot } from "./difference-plot.ts";
import { divergencePage } from "./divergence-page.ts";
import type { Facts } from "./facts.ts";
import { familiesOf } from "./families.ts";
import { familiesPlot } from "./families-plot.ts";
import { targetPlot } from "./target-plot.ts";
import { variantPage } from "./variant-page.ts";
import type { Words } from "./words/words.ts";

/** Folder of nothing but generated files, from the root. */
export const ownedFolder = ({ folder }: Words): string => `${folder}/variants`;

export async function documents(
  all: ReadonlyMap<string, Facts>,
  words: Words,
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const draw = async (path: string, spec: TopLevelSpec): Promise<string> => {
    files.set(`${ownedFolder(words)}/${path}`, await renderSVG(spec));
    return path;
  };
  const families = familiesOf(all.values());
  const overview = await draw("plots/all-families.svg", familiesPlot(families, words));
  files.set(`${words.folder}/divergence.md`, divergencePage(all, families, words, `variants/${overview}`));
  for (const [id, facts] of all) {
    const target = await draw(`plots/${id}-target.svg`, targetPlot(facts, words));
    const spec = differencePlot(facts, words);
    const difference = spec === undefined ? undefined : await draw(`plots/${id}-difference.svg`, spec);
    files.set(`${ownedFolder(words)}/${id}.md`, variantPage(facts, words, { target, difference }));
  }
  return files;
}
