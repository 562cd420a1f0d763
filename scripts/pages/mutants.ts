/** The kill matrix, and which of its mutants the references' own tests catch. */

import { openAllFixtures } from "../../src/fixtures/load.ts";
import { MUTANTS } from "../../src/mutants/index.ts";
import { mutantCases, mutantRow } from "./mutants/fates.ts";
import { matrixPages } from "./mutants/kill-matrix.ts";
import { ownTestsPage } from "./mutants/own-tests.ts";
import type { Page } from "./page.ts";

export const PAGE: Page = {
  make: async () => {
    const fixtures = openAllFixtures();
    const cases = mutantCases(fixtures.vectors());
    const rows = MUTANTS.map((mutant) => mutantRow(mutant, cases));
    const { files, problems = [] } = matrixPages(fixtures, cases, rows);
    return { files: new Map([...files, ["docs/own-tests.md", await ownTestsPage(rows, cases)]]), problems };
  },
};
