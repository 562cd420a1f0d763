/**
 * Generated malformed inputs: each one must be used or properly refused, in bounded time, and never by an
 * unforeseen error.
 *
 *     npx tsx scripts/campaigns/malformed.ts [--runs 100000] [--seed 1] [--only KIND]
 */
import { parseArgs } from "node:util";
import fc from "fast-check";
import { KINDS } from "./malformed/kinds.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
  },
});

/** The longest that one small input may take, in milliseconds. */
const LONGEST_MS = 2_000;

let failed = 0;
for (const { name, inputs, use, isRefusal } of KINDS) {
  if (values.only !== undefined && values.only !== name) continue;
  const counts = { used: 0, refused: 0 };
  let longest = 0;
  const started = performance.now();
  const property = fc.property(inputs, (input) => {
    const begun = performance.now();
    try {
      use(input);
      counts.used += 1;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const { message } = error as Error;
      if (message.length > 20_000)
        throw new Error(`a message of ${message.length} characters`, { cause: error });
      counts.refused += 1;
    }
    const took = performance.now() - begun;
    longest = Math.max(longest, took);
    if (took > LONGEST_MS) throw new Error(`took ${took.toFixed(0)} ms`);
  });
  const {
    failed: isWrong,
    counterexample,
    errorInstance,
  } = fc.check(property, {
    numRuns: Number(values.runs),
    seed: Number(values.seed),
    interruptAfterTimeLimit: 1_800_000,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const peak = Math.round(process.resourceUsage().maxRSS / 1000);
  console.log(
    `${isWrong ? "FAILED" : "ok    "} ${name}: ${counts.used} used, ${counts.refused} refused, longest ${longest.toFixed(0)} ms, ${seconds} s, peak ${peak} MB`,
  );
  if (!isWrong) continue;
  failed += 1;
  console.log(fc.stringify(counterexample).slice(0, 2_000));
  console.log(errorInstance instanceof Error ? errorInstance.stack : errorInstance);
}
const asked = values.only === undefined ? KINDS.length : 1;
console.log(`${asked - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
