/** Messages of the adapter protocol `smoothproof/1`: JSON lines on stdin and stdout. See docs/protocol.md. */
import { z } from "zod";
import { ERROR_CODES } from "../math/errors.ts";

/** An element: a number, or the name of one that JSON has no digits for. */
const elementSchema = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity", "-0"])]);

export const DTYPES = ["float64", "float32", "float16", "bfloat16", "int64"] as const;

/** `data`, or `hex` in its place: one big-endian bit pattern per element, space-separated. */
export const tensorSchema = z.strictObject({
  dtype: z.enum(DTYPES),
  shape: z.array(z.number().int().nonnegative()),
  data: z.array(elementSchema).optional(),
  hex: z.string().optional(),
});

export type WireTensor = z.infer<typeof tensorSchema>;

const optionsSchema = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));

const WANTS = ["loss", "gradient"] as const;

export const requestSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("hello"), protocol: z.number() }),
  z.strictObject({
    type: z.literal("run"),
    id: z.string(),
    variant: z.string(),
    options: optionsSchema.default({}),
    inputs: z.record(z.string(), tensorSchema),
    want: z.array(z.enum(WANTS)).default([...WANTS]),
  }),
  z.strictObject({ type: z.literal("echo"), id: z.string(), tensor: tensorSchema }),
  z.strictObject({ type: z.literal("bye") }),
]);

export type Request = z.infer<typeof requestSchema>;
export type RunRequest = Extract<Request, { type: "run" }>;

export const responseSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("hello"),
    protocol: z.literal(1),
    implementation: z.strictObject({ name: z.string(), version: z.string(), language: z.string() }),
    variants: z.array(z.string()),
    gradient: z.boolean(),
    dtypes: z.array(z.enum(DTYPES)),
  }),
  z.strictObject({
    type: z.literal("result"),
    id: z.string(),
    loss: tensorSchema.optional(),
    gradient: tensorSchema.optional(),
  }),
  z.strictObject({
    type: z.literal("error"),
    /** Null where the request was too broken to have one. */
    id: z.string().nullable(),
    phase: z.enum(["construct", "call", "backward"]),
    code: z.enum(ERROR_CODES),
    message: z.string(),
  }),
  z.strictObject({ type: z.literal("skipped"), id: z.string(), reason: z.string() }),
  z.strictObject({ type: z.literal("echo"), id: z.string(), tensor: tensorSchema }),
]);

export type Response = z.infer<typeof responseSchema>;

/** What a zod refusal says, argument first: `inputs.logits.shape[0]: expected a number, got "Infinity"`. */
export function describeIssue(error: z.ZodError): { argument: string; problem: string } {
  const issue = error.issues[0]!;
  const path = issue.path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  const argument = path.replace(/^\./, "") || "request";
  if (issue.code === "unrecognized_keys") {
    return {
      argument: `${argument === "request" ? "" : `${argument}.`}${issue.keys[0]}`,
      problem: "expected no such field",
    };
  }
  const problem = issue.message.replace(/^Invalid (input|option): /, "").replace(/, received /, ", got ");
  return { argument, problem };
}
