/**
 * Random calls of every variant, asked of the package itself and of this library: as `fuzz --oracle python`, with the
 * counts of each variant.
 *
 *     npx tsx scripts/campaigns/packages.ts [--runs 400] [--seed 1] [--variant ID]…      needs python-ref's environment
 *
 * float64 calls of a package that has only float32 are not compared. Fails where an answer differs.
 */
import { parseArgs } from "node:util";
import fc from "fast-check";
import { jsImplementation } from "../../src/backends/js.ts";
import { pythonImplementation } from "../../src/backends/python.ts";
import type { Call } from "../../src/fixtures/vector.ts";
import { calls } from "../../src/fuzz/calls.ts";
import { compareAnswers } from "../../src/fuzz/differential.ts";
import { VARIANTS } from "../../src/variants/index.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "400" },
    seed: { type: "string", default: "1" },
    variant: { type: "string", multiple: true, default: [] },
  },
});
/** Differences of one variant that are printed. */
const SHOWN = 3;

/** Calls on which a package is known to give another class of number, by an accident that is not ported. */
const KNOWN: { readonly [variant: string]: (call: Call) => boolean } = {
  // Its compiler drops a numerator that is 0 for every input: with one class, no kept row gives 0 and not NaN.
  "tinygrad-sparse": ({ inputs }) => inputs.logits?.shape.at(-1) === 1,
};

/** Typed arrays as lists. */
const inLists = (_: string, value: unknown): unknown =>
  ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value;

const subject = jsImplementation("0.1.0");
const oracle = await pythonImplementation();
const [numRuns, seed] = [Number(values.runs), Number(values.seed)];
let [passed, failed] = [0, 0];
try {
  const known = VARIANTS.filter(({ id }) => oracle.variants.includes(id));
  for (const record of known) {
    if (values.variant.length > 0 && !values.variant.includes(record.id)) continue;
    let [same, other] = [0, 0];
    const different: string[] = [];
    for (const call of fc.sample(calls([record]), { numRuns, seed })) {
      if (KNOWN[record.id]?.(call)) {
        other += 1;
        continue;
      }
      const [ours, theirs] = [await subject.answer(call), await oracle.answer(call)];
      const comparison = compareAnswers(call, {
        subject: ours,
        oracle: theirs,
        judged: [subject.judged, oracle.judged],
      });
      if (comparison.kind === "same") same += 1;
      else if (comparison.kind === "not-compared") other += 1;
      else different.push(`${comparison.message}\n    ${JSON.stringify(call, inLists)}`);
    }
    console.log(`${record.id}: ${same} equal, ${different.length} different, ${other} not compared`);
    for (const each of different.slice(0, SHOWN)) console.log(`  ${each}`);
    passed += same;
    failed += different.length;
  }
} finally {
  await oracle.close?.();
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
