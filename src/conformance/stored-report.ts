/** JSON reports as they are read again, by `merge`, `compare` and the page. */
import * as z from "zod";
import { STATUSES } from "../compare/verdict.ts";
import { oneLine, oneLineEach } from "../files/strangers-text.ts";
import { TIERS } from "../fixtures/tier.ts";
import { describeIssue } from "../protocol/messages.ts";
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
  kinds: z.array(z.string()),
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
    judgedAs: z.string().optional(),
    sha256: z.string().optional(),
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
    required: z.array(z.string()).optional(),
    shard: shardSchema.optional(),
    selected: z.looseObject({ count: z.number(), sha256: z.string() }),
    owes: z.array(z.string()),
  }),
});

export type StoredReport = z.infer<typeof reportSchema>;

export class ReportError extends Error {
  override readonly name: string = "ReportError";
}

/** @throws ReportError where this is not a complete report */
export function readReport(json: unknown, file: string): StoredReport {
  const parsed = reportSchema.safeParse(json);
  if (!parsed.success) {
    const { argument, problem } = describeIssue(parsed.error, json, "the report");
    throw new ReportError(
      oneLine(`${file}: expected a report of --reporter json with its footer; ${argument}: ${problem}`),
      { cause: parsed.error },
    );
  }
  const { verdicts, footer } = parsed.data;
  if (verdicts.length !== footer.verdicts) {
    throw new ReportError(
      `${file}: expected ${footer.verdicts} verdicts as its footer says, got ${verdicts.length}`,
    );
  }
  const twin = repeated(verdicts.map(({ backend, id }) => keyOf(backend, id)));
  if (twin !== undefined) throw new ReportError(oneLine(`${file}: ${twin}: is there twice`));
  return oneLineEach(parsed.data);
}

/** What a report calls a vector: its id, after the backend in a run that judged several. */
export function keyOf(backend: string | undefined, id: string): string {
  return backend === undefined ? id : `${backend}: ${id}`;
}

function repeated(keys: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return keys.find((key) => seen.size === seen.add(key).size);
}
