/** The JSON report of a campaign, `smoothproof-fuzz/2`. The shards of one campaign add up to one report. */
import { z } from "zod";
import { whatIsNotWhole } from "../conformance/shard.ts";
import { shardSchema } from "../conformance/shard-schema.ts";
import { likenessSchema } from "../conformance/stored-cause.ts";

const count = z.int().nonnegative();

export const FUZZ_FORMAT = "smoothproof-fuzz/2";

export const fuzzReportSchema = z.strictObject({
  format: z.literal(FUZZ_FORMAT),
  smoothproof: z.string(),
  /** The implementation and the oracle that were compared. */
  subject: z.string(),
  oracle: z.string(),
  variants: z.array(z.string()),
  /** The seed of the whole campaign; `runs` also counts all of it. */
  seed: z.int(),
  runs: count,
  /** The part that was run; all if absent. */
  shard: shardSchema.optional(),
  /** Calls on which they agree, */
  compared: count,
  /** and those of them of which one side gave no gradient, so that the losses alone were compared. */
  lossAlone: count,
  /** Calls that one side does not answer, by reason. */
  notCompared: z.record(z.string(), count),
  /** The smallest calls on which they differ, one for each thousand that had any: requests that `serve` takes. */
  differences: z.array(
    z.strictObject({
      message: z.string(),
      /** The mistake that gives the same numbers, if one is known. */
      looksLike: likenessSchema.optional(),
      shrunk: count,
      request: z.json(),
    }),
  ),
  /** The command that repeats it. */
  command: z.string(),
  seconds: z.number().nonnegative(),
});

export type FuzzReport = z.infer<typeof fuzzReportSchema>;

/** How many calls were not compared, for any reason. */
export function skippedIn({ notCompared }: FuzzReport): number {
  return Object.values(notCompared).reduce((sum, calls) => sum + calls, 0);
}

/** The fields that all parts of a campaign have in common. */
const COMMON = ["smoothproof", "subject", "oracle", "seed", "runs"] as const;

/**
 * The report that the whole campaign would have given, were it not for differences: each part stops by itself.
 *
 * @returns or what keeps these from being the parts of one
 */
export function mergeFuzzReports(
  parts: readonly { readonly file: string; readonly report: FuzzReport }[],
): FuzzReport | { readonly problem: string } {
  const [first, ...others] = parts;
  if (first === undefined) return { problem: "expected a report, got none" };
  for (const { file, report } of others) {
    const name = COMMON.find((each) => report[each] !== first.report[each]);
    if (name !== undefined)
      return {
        problem: `${file}: expected the ${name} of ${first.file}, ${first.report[name]}, got ${report[name]}`,
      };
    if (report.variants.join() !== first.report.variants.join())
      return { problem: `${file}: expected the variants of ${first.file}, got others` };
  }
  if (others.length > 0 && first.report.shard === undefined)
    return { problem: "expected shards of one campaign, got reports without a shard" };
  const problem = whatIsNotWhole(parts.map(({ report }) => report.shard));
  if (problem !== undefined) return { problem };
  const reports = parts.map(({ report }) => report);
  const sum = (of: (report: FuzzReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0);
  const reasons = [...new Set(reports.flatMap(({ notCompared }) => Object.keys(notCompared)))];
  const { shard: _, ...common } = first.report;
  return {
    ...common,
    compared: sum(({ compared }) => compared),
    lossAlone: sum(({ lossAlone }) => lossAlone),
    notCompared: Object.fromEntries(
      reasons.map((reason) => [reason, sum(({ notCompared }) => notCompared[reason] ?? 0)]),
    ),
    differences: reports.flatMap(({ differences }) => differences),
    command: common.command.replace(/ --shard \S+/, ""),
    seconds: sum(({ seconds }) => seconds),
  };
}
