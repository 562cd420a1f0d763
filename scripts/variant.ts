/**
 * Makes all that follows from a variant's own files, and says what it made and what is missing.
 *
 *     npm run variant -- ID    vectors of its reference, its worst inputs, and every page that names it
 *
 * Exits with 1 where a piece is missing, and with 2 for an id that has no record and no Python module yet.
 */
import { execa } from "execa";
import { nearestName } from "../src/math/names.ts";
import { VARIANTS } from "../src/variants/index.ts";
import { missingOf } from "./variant/missing.ts";

/** The commands, in the order in which each needs what the one before made. */
const STEPS = [
  ["its vectors", (id: string) => ["run", "fixtures", "--", id]],
  ["its worst inputs", (id: string) => ["run", "worst", "--", id]],
  ["the pages", () => ["run", "pages"]],
] as const;

const [id = "", ...others] = process.argv.slice(2);
const ids = VARIANTS.map((record) => record.id);
const isKnown = ids.includes(id) && others.length === 0;
if (!isKnown) {
  console.error(
    `ID: expected one id that src/variants/all.ts exports, got "${[id, ...others].join(" ")}".${nearestName(id, ids)}`,
  );
  for (const missing of id === "" ? [] : missingOf(id)) console.error(`missing  ${missing}`);
  process.exitCode = 2;
} else {
  // What a person writes comes first: without it no command below can work.
  const written = missingOf(id).filter((missing) => !missing.includes("Run: "));
  let failed = written.length > 0;
  for (const [what, args] of failed ? [] : STEPS) {
    const { exitCode } = await execa("npm", [...args(id)], { stdio: "inherit", reject: false });
    failed = exitCode !== 0;
    console.error(`${failed ? "FAILED " : "made   "}  ${what}: npm ${args(id).join(" ")}`);
    if (failed) break;
  }
  const missing = missingOf(id);
  for (const each of missing) console.error(`missing  ${each}`);
  if (failed || missing.length > 0) process.exitCode = 1;
  else console.error(`${id}: nothing is missing. Then run: npx smoothproof conformance --variant ${id}`);
}
