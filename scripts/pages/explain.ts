/** The part of docs/explain.md, and of the Korean page, that says what random calls measured. */
import { convertCampaign } from "../campaigns/explain/convert.ts";
import { explainCampaign } from "../campaigns/explain/ledgers.ts";
import { type Page, withParts } from "./page.ts";

const RUNS = 10_000;
const SEED = 1;

export const PAGE: Page = {
  make: () => {
    const ledgers = explainCampaign(RUNS, SEED);
    const conversions = convertCampaign(RUNS, SEED);
    const campaign = [`Seed ${SEED}.`, ...ledgers.lines, ...conversions.lines].join("\n");
    const problems = [
      ...(ledgers.holds ? [] : ["explain: a ledger does not add up; see the numbers in docs/explain.md"]),
      ...(conversions.holds ? [] : ["convert: a conversion said to be exact is not; see docs/explain.md"]),
    ];
    const files = ["docs/explain.md", "docs/ko/explain.md"].map(
      (path) => [path, withParts(path, { campaign })] as const,
    );
    return { files: new Map(files), problems };
  },
};
