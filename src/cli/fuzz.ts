/** `smoothproof fuzz`: random calls, an implementation against an oracle. */
import type { Shard } from "../conformance/shard.ts";
import type { Call } from "../fixtures/vector.ts";
import { runCampaign } from "../fuzz/run.ts";
import { encodeTensor } from "../protocol/wire-tensor.ts";
import { knownVariants, VARIANTS } from "../variants/index.ts";
import { EXIT, type ExitCode, UsageError } from "./exit-codes.ts";
import { type ImplementationOptions, loadBackend, loadImplementation } from "./implementations.ts";
import { suggestion } from "./suggest.ts";

export interface FuzzOptions extends ImplementationOptions {
  readonly oracle: string;
  readonly variant: readonly string[];
  readonly runs: number;
  readonly seed?: number;
  readonly shard?: Shard;
}

export async function runFuzz(options: FuzzOptions): Promise<ExitCode> {
  const known = VARIANTS.map(({ id }) => id);
  const unknown = options.variant.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw new UsageError(
      `--variant: expected one of ${knownVariants()}, got "${unknown}".${suggestion(unknown, known)}`,
    );
  }
  const oracle = await loadBackend(options.oracle, "--oracle");
  const subject = await loadImplementation(options).catch(async (error: unknown) => {
    await oracle.close?.();
    throw error;
  });
  const variants = [oracle, subject].reduce(
    (ids, { variants: has }) => ids.filter((id) => has.includes(id)),
    known,
  );
  const records = VARIANTS.filter(
    ({ id }) => variants.includes(id) && (options.variant.length === 0 || options.variant.includes(id)),
  );
  if (records.length === 0)
    throw new UsageError(`nothing to compare: ${subject.name} and ${oracle.name} share no variant`);
  const { runs, seed } = shareOf(options);
  process.stderr.write(`${runs} random calls of ${records.map(({ id }) => id).join(", ")}; seed ${seed}\n`);
  const started = performance.now();
  try {
    const { compared, notCompared, difference } = await runCampaign({ subject, oracle, records, runs, seed });
    const seconds = (performance.now() - started) / 1000;
    for (const [reason, count] of notCompared) process.stdout.write(`not compared ${count}: ${reason}\n`);
    if (difference !== undefined) {
      process.stdout.write(
        `${describe(difference.call, difference.message)}\nagain: --seed ${seed} --runs ${runs}\n`,
      );
    }
    const skipped = [...notCompared.values()].reduce((sum, count) => sum + count, 0);
    process.stdout.write(
      `${subject.name} against ${oracle.name}, seed ${seed}: ${Math.round((compared + skipped) / seconds)} calls a second\n`,
    );
    process.stdout.write(
      `${compared} passed, ${difference === undefined ? 0 : 1} failed, ${skipped} skipped\n`,
    );
    if (compared === 0 && difference === undefined)
      throw new UsageError("nothing was compared: every call was skipped");
    return difference === undefined ? EXIT.ok : EXIT.difference;
  } finally {
    await Promise.all([subject.close?.(), oracle.close?.()]);
  }
}

/** A shard runs its share of the calls under a seed of its own, so that shards never repeat each other. */
function shareOf({ runs, seed = Math.floor(Math.random() * 2 ** 31), shard }: FuzzOptions): {
  runs: number;
  seed: number;
} {
  if (shard === undefined) return { runs, seed };
  const { index, count } = shard;
  return { runs: Math.ceil((runs - index + 1) / count), seed: (seed + Math.imul(index, 0x9e3779b1)) | 0 };
}

/** The smallest call that differs, as a request that can be sent to `serve`. */
function describe({ id, variant, options, inputs }: Call, message: string): string {
  const wire = Object.fromEntries(
    Object.entries(inputs).map(([name, tensor]) => [name, encodeTensor(tensor)]),
  );
  return `FAIL ${variant}: ${message}\n${JSON.stringify({ type: "run", id, variant, options, inputs: wire })}`;
}
