/** `smoothproof fuzz`: random calls, an implementation against an oracle. */
import type { Implementation } from "../conformance/implementation.ts";
import { endingOfCampaign } from "../conformance/outcome.ts";
import { formatShard, type Shard } from "../conformance/shard.ts";
import type { VariantRecord } from "../definition/record.ts";
import { note } from "../files/standard-output.ts";
import type { Tier } from "../fixtures/tier.ts";
import type { Call } from "../fixtures/vector.ts";
import { checkProperties } from "../fuzz/properties.ts";
import { FUZZ_FORMAT, type FuzzReport } from "../fuzz/report.ts";
import { type Campaign, type Difference, mostShards, runCampaign } from "../fuzz/run.ts";
import { encodeTensor } from "../protocol/wire-tensor.ts";
import { VARIANTS } from "../variants/index.ts";
import { complain } from "./complain.ts";
import { type ExitCode, UsageError } from "./exit-codes.ts";
import {
  filesOf,
  type ImplementationOptions,
  implementationFlags,
  loadBackend,
  loadImplementation,
} from "./implementations.ts";
import { packageVersion } from "./package-version.ts";
import { startProgress, startWorking } from "./progress.ts";
import { checkOutputs, parseFuzzReporters, writeFuzz } from "./reporters.ts";
import { checkVariants } from "./variant-names.ts";

export interface FuzzOptions extends ImplementationOptions {
  readonly oracle: string;
  readonly variant: readonly string[];
  readonly tier: readonly Tier[];
  readonly runs: number;
  readonly seed?: number;
  readonly shard?: Shard;
  /** Differences after which it ends. */
  readonly bail: number;
  /** Seconds the whole campaign may take. */
  readonly timeLimit: number;
  readonly reporter: readonly string[];
  readonly force?: boolean;
}

/** The name for no oracle: answers are compared with other answers of the same implementation. */
const PROPERTIES = "properties";

const OWN_ANSWERS: Implementation = {
  name: "properties of its own answers",
  version: packageVersion(),
  language: "TypeScript",
  variants: VARIANTS.map(({ id }) => id),
  gradient: true,
  judged: "default",
  inFlight: Number.POSITIVE_INFINITY,
  answer: () => ({ kind: "skipped", reason: "no oracle is asked" }),
};

/** Seeds are whole numbers below this. */
const SEEDS = 2 ** 31;

export async function runFuzz(options: FuzzOptions): Promise<ExitCode> {
  const { runs, shard, bail, seed = Math.floor(Math.random() * SEEDS) } = options;
  const reporters = parseFuzzReporters(options.reporter);
  checkOutputs(reporters, filesOf(options), options);
  checkVariants(options.variant);
  if (shard !== undefined && shard.count > mostShards(runs)) {
    throw new UsageError(
      `--shard: expected at most ${mostShards(runs)} shards of ${runs} runs, got ${shard.count}`,
    );
  }
  const loaded = startWorking("starting both sides");
  const isAskedAgain = options.oracle === PROPERTIES;
  const oracle = isAskedAgain
    ? OWN_ANSWERS
    : await loadBackend(options.oracle, "--oracle").catch((error: unknown) => {
        loaded();
        throw error;
      });
  const subject = await loadImplementation(options)
    .catch(async (error: unknown) => {
      await oracle.close?.();
      throw error;
    })
    .finally(loaded);
  const close = async (): Promise<void> => {
    await Promise.all([subject.close?.(), oracle.close?.()]);
  };
  try {
    const records = recordsOf(subject, oracle, options.variant);
    const command = commandOf(options, seed);
    note(`${command}: random calls of ${nameAll(records)}\n`);
    const check = isAskedAgain ? checkProperties : undefined;
    // Random calls are ordinary ones, unless odd ones are asked for.
    const tiers = options.tier.length === 0 ? (["core"] as const) : options.tier;
    const progress = startProgress(subject.name, shard === undefined ? runs : Math.ceil(runs / shard.count));
    const step = ({ variant }: Call): void => progress.step(variant);
    const campaign = { subject, oracle, check, records, tiers, runs, seed, shard, bail, step };
    const started = performance.now();
    const found = await runInTime(campaign, options.timeLimit * 1000, close).finally(progress.stop);
    const report: FuzzReport = {
      format: FUZZ_FORMAT,
      smoothproof: packageVersion(),
      subject: subject.name,
      oracle: oracle.name,
      variants: records.map(({ id }) => id),
      seed,
      runs,
      ...(shard && { shard }),
      compared: found.compared,
      lossAlone: found.lossAlone,
      notCompared: Object.fromEntries(found.notCompared),
      differences: found.differences.map(describe),
      command,
      seconds: (performance.now() - started) / 1000,
    };
    writeFuzz(reporters, report);
    const { exitCode, lacks } = endingOfCampaign(report.differences.length, report.compared);
    for (const lack of lacks) complain(lack);
    return exitCode;
  } finally {
    await close();
  }
}

/** The variants and dtypes that both sides have, of those that are asked for. */
function recordsOf(
  subject: Implementation,
  oracle: Implementation,
  asked: readonly string[],
): readonly VariantRecord[] {
  const records = VARIANTS.filter(
    ({ id }) =>
      subject.variants.includes(id) &&
      oracle.variants.includes(id) &&
      (asked.length === 0 || asked.includes(id)),
  );
  if (records.length > 0) return records;
  throw new UsageError(`nothing to compare: ${subject.name} and ${oracle.name} share no variant`);
}

function nameAll(records: readonly VariantRecord[]): string {
  return records.length === VARIANTS.length
    ? `all ${records.length} variants`
    : records.map(({ id }) => id).join(", ");
}

/** Stops when the time is up, without waiting for an adapter that is still working. */
async function runInTime(
  campaign: Omit<Campaign, "isOver">,
  limit: number,
  close: () => Promise<void>,
): ReturnType<typeof runCampaign> {
  const deadline = Date.now() + limit;
  const alarm = setTimeout(() => void close(), limit);
  try {
    return await runCampaign({ ...campaign, isOver: () => Date.now() >= deadline });
  } finally {
    clearTimeout(alarm);
  }
}

/** The options that repeat the same calls, which also depend on the variants. */
function commandOf(options: FuzzOptions, seed: number): string {
  const { oracle, variant, tier, runs, shard, bail } = options;
  return [
    `npx smoothproof fuzz --oracle ${oracle}${implementationFlags(options)}`,
    // A graph's flags name the variant that it is meant to be.
    ...(options.onnx === undefined ? variant.map((id) => `--variant ${id}`) : []),
    ...tier.map((name) => `--tier ${name}`),
    `--runs ${runs} --seed ${seed}`,
    ...(bail === 1 ? [] : [`--bail ${bail}`]),
    ...(shard === undefined ? [] : [`--shard ${formatShard(shard)}`]),
  ].join(" ");
}

/** The smallest call that differs, as a request that can be sent to `serve`. */
function describe({
  call: { id, variant, options, inputs },
  message,
  ...found
}: Difference): FuzzReport["differences"][number] {
  const wire = Object.entries(inputs).map(([name, tensor]) => [name, encodeTensor(tensor)]);
  const request = { type: "run", id, variant, options, inputs: Object.fromEntries(wire) };
  // In the form of the protocol, without undefined fields.
  return { message: `${variant}: ${message}`, ...found, request: JSON.parse(JSON.stringify(request)) };
}
