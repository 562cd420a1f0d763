/** Merges the JSON reports of the shards of one run. */
import * as z from "zod";
import { STATUSES, type Verdict } from "../compare/verdict.ts";
import { oneLine, oneLineEach } from "../files/strangers-text.ts";
import { TIERS } from "../fixtures/vector.ts";
import { describeIssue } from "../protocol/messages.ts";
import { whatIsNotWhole } from "./shard.ts";
import { shardSchema } from "./shard-schema.ts";
import { causeSchema, likenessSchema } from "./stored-cause.ts";

const units = z.union([z.number(), z.literal("class")]);
const shown = z.looseObject({ text: z.string(), bits: z.string() });
const texts = z.record(z.string(), z.string());

const measureSchema = z.looseObject({
  elements: z.number(),
  mismatches: z.number(),
  budget: z.number(),
  units,
  unitsFromReference: units,
  referenceUnits: units,
  ulp: units,
  normwise: z.number().optional(),
  index: z.array(z.number()),
  expected: shown,
  got: shown,
  truth: z.string(),
  referenceUnitsThere: units,
});

const verdictSchema = z.looseObject({
  id: z.string(),
  variant: z.string(),
  dtype: z.string(),
  tier: z.enum(TIERS),
  backend: z.string().optional(),
  status: z.enum(STATUSES),
  output: z.enum(["loss", "gradient", "error"]).optional(),
  maxUlp: units.optional(),
  measures: z.looseObject({ loss: measureSchema.optional(), gradient: measureSchema.optional() }),
  flags: z.array(z.string()),
  options: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
  shape: z.array(z.number()),
  reference: z.string(),
  file: z.string(),
  message: z.string(),
  cause: causeSchema.optional(),
  given: texts.optional(),
  listed: z.looseObject({ id: z.string(), reason: z.string() }).optional(),
  looksLike: likenessSchema.optional(),
});

/** The parts of a report from which the merged one is made. */
const reportSchema = z.looseObject({
  format: z.literal("smoothproof-conformance/2"),
  implementation: z.looseObject({
    name: z.string(),
    version: z.string().optional(),
    language: z.string().optional(),
  }),
  verdicts: z.array(verdictSchema),
  footer: z.looseObject({
    verdicts: z.number(),
    smoothproof: z.string(),
    fixtures: z.looseObject({ version: z.number(), sha256: z.string() }),
    references: texts,
    truth: z.string(),
    command: z.string(),
    selection: z.record(z.string(), z.array(z.string())),
    shard: shardSchema.optional(),
  }),
});

export type StoredReport = z.infer<typeof reportSchema>;

export class MergeError extends Error {
  override readonly name: string = "MergeError";
}

/** @throws MergeError where this is not a complete report */
export function readReport(json: unknown, file: string): StoredReport {
  const parsed = reportSchema.safeParse(json);
  if (!parsed.success) {
    const { argument, problem } = describeIssue(parsed.error, json, "the report");
    throw new MergeError(
      oneLine(`${file}: expected a report of --reporter json with its footer; ${argument}: ${problem}`),
      { cause: parsed.error },
    );
  }
  const { verdicts, footer } = parsed.data;
  if (verdicts.length !== footer.verdicts) {
    throw new MergeError(
      `${file}: expected ${footer.verdicts} verdicts as its footer says, got ${verdicts.length}`,
    );
  }
  return oneLineEach(parsed.data);
}

/** All verdicts, by id. @throws MergeError where the reports are not parts of one run */
export function mergeVerdicts(
  reports: readonly { readonly file: string; readonly report: StoredReport }[],
): Verdict[] {
  const from = new Map<string, string>();
  const [first] = reports;
  for (const { file, report } of reports) {
    if (report.footer.fixtures.sha256 !== first?.report.footer.fixtures.sha256) {
      throw new MergeError(`${file}: expected the fixtures of ${first?.file}, got others`);
    }
    if (report.implementation.name !== first.report.implementation.name) {
      throw new MergeError(
        `${file}: expected the implementation of ${first.file}, got ${report.implementation.name}`,
      );
    }
    const isSharded = report.footer.shard !== undefined;
    if (
      isSharded &&
      JSON.stringify(report.footer.selection) !== JSON.stringify(first.report.footer.selection)
    ) {
      throw new MergeError(`${file}: expected a shard of the vectors of ${first.file}, got one of others`);
    }
    for (const { id, backend = "" } of report.verdicts) {
      const key = `${backend} ${id}`;
      const twin = from.get(key);
      if (twin !== undefined)
        throw new MergeError(`${file}: ${id} is in ${twin} already; shards must be disjoint`);
      from.set(key, file);
    }
  }
  const problem = whatIsNotWhole(reports.map(({ report }) => report.footer.shard));
  if (problem !== undefined) throw new MergeError(problem);
  const verdicts = reports.flatMap(({ report }) => report.verdicts) as unknown as Verdict[];
  // Backends stay in the order in which they were judged.
  const backends = [...new Set(verdicts.map(({ backend }) => backend))];
  const place = ({ backend }: Verdict): number => backends.indexOf(backend);
  return verdicts.sort((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1));
}
