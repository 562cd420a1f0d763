/**
 * A line of the plain export. The JSON Schema that is written beside the lines, templates/vectors/vector.schema.json, is
 * made from here; the page there says what each field means.
 */
import { z } from "zod";
import { TIERS } from "../fixtures/tier.ts";
import { PHASES, REFUSAL_CODES } from "../math/errors.ts";

const floatType = z.enum(["float64", "float32", "float16", "bfloat16"]);
const number = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity", "-0"])]);
const count = z.int().nonnegative();
const shape = z.array(count);
const tensorHead = { dtype: z.enum([...floatType.options, "int64"]), shape };
const tensor = z.union([
  z.strictObject({ ...tensorHead, data: z.array(number) }),
  z.strictObject({
    ...tensorHead,
    file: z.string().regex(/^arrays\/[0-9a-f]{12}\.npy$/),
    unit: z.number().positive().optional(),
  }),
]);
const error = z.number().nonnegative();
const output = z.strictObject({
  shape,
  at: z.array(count).optional(),
  value: z.array(number),
  allowed: z.union([error, z.array(error)]),
  overflows: z.array(number).optional(),
  signedZeros: z.literal(true).optional(),
});

export const plainVectorSchema = z.strictObject({
  id: z.string(),
  variant: z.string(),
  dtype: floatType,
  tier: z.enum(TIERS),
  flags: z.array(z.string()),
  reference: z.string(),
  options: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  inputs: z.strictObject({
    logits: tensor.optional(),
    logProbs: tensor.optional(),
    probs: tensor.optional(),
    target: tensor,
    weight: tensor.optional(),
    sampleWeight: tensor.optional(),
    upstream: tensor.optional(),
  }),
  expect: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("value"), loss: output, gradient: output }),
    z.strictObject({
      kind: z.literal("refusal"),
      phase: z.enum(PHASES),
      code: z.enum(REFUSAL_CODES),
      message: z.string(),
    }),
  ]),
});
