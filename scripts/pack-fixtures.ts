/**
 * Packs fixtures/vectors and fixtures/real into fixtures/vectors.br, which the package has in their place.
 *
 *     tsx scripts/pack-fixtures.ts [DIRECTORY]     (npm does it before it packs)
 */

import { fixturesDirectory } from "../src/fixtures/layout.ts";
import { packFixtures } from "./package/fixtures.ts";

console.log(packFixtures(process.argv[2] ?? fixturesDirectory()));
