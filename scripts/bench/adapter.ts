/**
 * Measures the cost of an adapter per case: all golden vectors go through a program that does no work, several times.
 *
 *     npx tsx scripts/bench/adapter.ts [ROUNDS]
 *
 * Exits with 1 if the first round, in which nothing is compiled or cached yet, is over the limit.
 */
import { fileURLToPath } from "node:url";
import { commandImplementation } from "../../src/adapters/command.ts";
import type { Answer } from "../../src/compare/verdict.ts";
import type { Implementation } from "../../src/conformance/implementation.ts";
import { openFixtures } from "../../src/fixtures/load.ts";
import type { Vector } from "../../src/fixtures/vector.ts";

/** The limit per case, in milliseconds, beyond the work itself. */
const LIMIT_MS = 0.2;

/** Leaves out real logits, which are megabytes of JSON: the conversation is what is measured. */
function isSmall({ file }: Vector): boolean {
  return file.startsWith("vectors/");
}

/** Milliseconds per case, with as many in flight as a run of the suite has. */
async function measure(vectors: readonly Vector[], implementation: Implementation): Promise<number> {
  const start = performance.now();
  const waiting: (Answer | Promise<Answer>)[] = [];
  for (const vector of vectors) {
    waiting.push(implementation.answer(vector));
    if (waiting.length >= implementation.inFlight!) await waiting.shift();
  }
  await Promise.all(waiting);
  return (performance.now() - start) / vectors.length;
}

const rounds = Number(process.argv[2] ?? 5);
const vectors = [...openFixtures().vectors()].filter(isSmall);
const adapter = fileURLToPath(new URL("echo-adapter.mjs", import.meta.url));
const implementation = await commandImplementation([process.execPath, adapter], {
  perCase: 10_000,
  start: 60_000,
  memory: 8e9,
});
const times: number[] = [];
for (let round = 0; round < rounds; round += 1) times.push(await measure(vectors, implementation));
await implementation.close?.();

const [cold = Number.NaN] = times;
const warm = Math.min(...times);
console.log(`${vectors.length} cases: ${cold.toFixed(3)} ms per case cold, ${warm.toFixed(3)} ms warm`);
if (cold > LIMIT_MS) process.exitCode = 1;
