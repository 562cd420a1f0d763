/**
 * Searches for the inputs on which this library is least exact, against truth at 50 digits from python-ref.
 *
 *     npm run worst                     every variant in float64 and float32; keeps what is worse than docs/worst.json has
 *     npm run worst -- torch simple     these variants
 *     npm run worst -- --check          computes truths and errors of the recorded inputs again; exit 1 if any differs
 *     npm run worst -- --again          the same after a kernel has changed: records the errors that the inputs have now
 *
 * With --evaluations N, that many calls are measured per variant and dtype; --seed N makes another search of it; with
 * --dry-run nothing is written. Every search exits with 1 if an error is larger than src/compare/tolerances.ts allows.
 */
import { parseArgs } from "node:util";
import { budgetOf, toleranceRow } from "../src/compare/tolerances.ts";
import type { Call } from "../src/fixtures/vector.ts";
import { EXACT, JS, type LossBackend } from "../src/loss/backend.ts";
import { VARIANTS } from "../src/variants/index.ts";
import { wasm } from "../src/wasm/index.ts";
import { measure } from "./worst/measure.ts";
import { callOf, merged, readWorst, type WorstInput, worstInput, writeWorst } from "./worst/record.ts";
import { SEARCHED, search } from "./worst/search.ts";
import { Truths } from "./worst/truth.ts";

const USAGE = 2;

const { values, positionals } = parseArgs({
  options: {
    again: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    "dry-run": { type: "boolean", default: false },
    evaluations: { type: "string", default: "2000" },
    seed: { type: "string", default: "1" },
  },
  allowPositionals: true,
});

const WASM = { ...(await wasm()), id: "wasm" };

/** In float64 the default is the exact kernel, so that they are one. */
const BACKENDS: { readonly [dtype in "float64" | "float32"]: readonly LossBackend[] } = {
  float64: [JS, WASM],
  float32: [JS, EXACT, WASM],
};

const backendOf = (id: string): LossBackend => [JS, EXACT, WASM].find((backend) => backend.id === id)!;

/** What the table of tolerances allows where nothing is known of a reference. */
function allowed({ backend, dtype, output }: WorstInput): number {
  return budgetOf(toleranceRow(backend === "wasm" ? "wasm" : "js", dtype, output), 0);
}

function isAllowed(worst: WorstInput): boolean {
  if (worst.units <= allowed(worst)) return true;
  console.error(`${worst.id}: expected at most ${allowed(worst)} units, got ${worst.units}`);
  return false;
}

/** An error that is no rounding: the definition and the code disagree. */
function complain([first, ...more]: readonly WorstInput[]): void {
  console.error(
    `${first!.id}: expected ${first!.truth}, ${first!.units} units away; ${more.length} more answers are another number: ${JSON.stringify(first)}`,
  );
}

async function find(truths: Truths): Promise<number> {
  const [evaluations, seed] = [Number(values.evaluations), Number(values.seed)];
  const records = VARIANTS.filter(({ id }) => positionals.length === 0 || positionals.includes(id));
  let wrong = 0;
  for (const record of records) {
    const found: WorstInput[] = [];
    for (const dtype of SEARCHED) {
      const job = { record, dtype, backends: BACKENDS[dtype], evaluations, seed, truths };
      const { worst: worstFound, others } = await search(job);
      if (others.length > 0) {
        complain(others.map(worstInput));
        wrong += 1;
      }
      for (const worst of worstFound.map(worstInput)) {
        found.push(worst);
        console.log(`${worst.id}: ${worst.units}`);
        if (!isAllowed(worst)) wrong += 1;
      }
    }
    if (values["dry-run"]) continue;
    const before = readWorst();
    const total = (before.evaluations[record.id] ?? 0) + evaluations;
    writeWorst({
      evaluations: { ...before.evaluations, [record.id]: total },
      worst: merged(before.worst, found),
    });
  }
  console.log(`${records.length} variants searched, ${wrong} errors larger than allowed`);
  return wrong === 0 ? 0 : 1;
}

/** The recorded inputs with the truths and errors that they have now. */
async function measuredAgain(truths: Truths, worst: readonly WorstInput[]): Promise<readonly WorstInput[]> {
  const calls: Call[] = worst.map(callOf);
  const answers = await truths.of(calls);
  return worst.map((recorded, i) => {
    const { backend, output } = recorded;
    const [call, truth] = [calls[i]!, answers[i]];
    const found = truth && measure(call, truth, backendOf(backend))[output];
    if (truth === undefined || found === undefined)
      throw new Error(`${recorded.id}: expected a loss with this gradient, got none`);
    return { ...recorded, ...worstInput({ backend, output, call, truth, found }) };
  });
}

async function recordAgain(truths: Truths): Promise<number> {
  const { evaluations, worst } = readWorst();
  const now = await measuredAgain(truths, worst);
  writeWorst({ evaluations, worst: now });
  console.log(`${now.length} inputs measured again`);
  return now.every(isAllowed) ? 0 : 1;
}

/** Whether the recorded inputs still have the recorded truths and errors. */
async function check(truths: Truths): Promise<number> {
  const { worst } = readWorst();
  const now = await measuredAgain(truths, worst);
  let passed = 0;
  worst.forEach(({ id, units, truth, scale }, i) => {
    const again = now[i]!;
    const isSame = again.units === units && again.truth === truth && again.scale === scale;
    if (isSame && isAllowed(again)) passed += 1;
    else if (!isSame)
      console.error(`${id}: expected ${truth} and ${units} units, got ${again.truth} and ${again.units}`);
  });
  console.log(`${passed} passed, ${worst.length - passed} failed`);
  return passed === worst.length ? 0 : 1;
}

const lost = positionals.find((id) => !VARIANTS.some((record) => record.id === id));
if (lost === undefined) {
  const truths = new Truths();
  process.exitCode = await (values.check ? check : values.again ? recordAgain : find)(truths);
  await truths.close();
} else {
  console.error(`variant: expected one of ${VARIANTS.map(({ id }) => id).join(", ")}, got ${lost}`);
  process.exitCode = USAGE;
}
