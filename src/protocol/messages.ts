/** Messages of the adapter protocol `smoothproof/1`: JSON lines on stdin and stdout. See docs/protocol.md. */
import * as z from "zod";
import { DTYPE_NAMES } from "../math/dtypes.ts";
import { ERROR_CODES, PHASES, show } from "../math/errors.ts";

/** An element: a number, or the name of one that JSON cannot write. */
export const elementSchema = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity", "-0"])]);

/** Has `data`, or `hex` in its place: one big-endian bit pattern per element, separated by spaces. */
export const tensorSchema = z.strictObject({
  dtype: z.enum(DTYPE_NAMES),
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
    dtypes: z.array(z.enum(DTYPE_NAMES)),
    /** Whether what it refuses is told by phase and code, and compared; else any error refuses a call. */
    codes: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal("result"),
    id: z.string(),
    loss: tensorSchema.optional(),
    gradient: tensorSchema.optional(),
  }),
  z.strictObject({
    type: z.literal("error"),
    /** Null where the request was so malformed that it had none. */
    id: z.string().nullable(),
    phase: z.enum(PHASES),
    code: z.enum(ERROR_CODES),
    message: z.string(),
  }),
  z.strictObject({ type: z.literal("skipped"), id: z.string(), reason: z.string() }),
  z.strictObject({ type: z.literal("echo"), id: z.string(), tensor: tensorSchema }),
]);

export type Response = z.infer<typeof responseSchema>;

type Issue = z.core.$ZodIssue;

/** Zod's names of types, as messages name them. */
const TYPES: { readonly [type: string]: string } = {
  int: "a whole number",
  number: "a number",
  string: "a string",
  boolean: "true or false",
  array: "an array",
  object: "an object",
  record: "an object",
};

/** What was expected, by zod's codes; for other codes, zod's own message says it. */
const EXPECTED: { readonly [Code in Issue["code"]]?: (issue: Extract<Issue, { code: Code }>) => string } = {
  invalid_type: ({ expected }) => TYPES[expected] ?? expected,
  invalid_value: ({ values }) => oneOf(values.map(String)),
  invalid_union: (issue) =>
    "options" in issue && Array.isArray(issue.options)
      ? oneOf(issue.options.map(String))
      : [...new Set(issue.errors.flatMap(([first]) => (first === undefined ? [] : expectedOf(first))))].join(
          " or ",
        ),
  too_small: ({ origin, minimum, inclusive }) =>
    bound(origin, inclusive === false ? "more than" : "at least", minimum),
  too_big: ({ origin, maximum, inclusive }) =>
    bound(origin, inclusive === false ? "less than" : "at most", maximum),
  invalid_format: ({ format }) => `a string that is ${format === "url" ? "a URL" : `of the form ${format}`}`,
};

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : `one of ${values.join(", ")}`;
}

function bound(origin: string, than: string, limit: number | bigint): string {
  if (origin === "string") return `a string of ${than} ${limit} characters`;
  return origin === "array" ? `${than} ${limit} elements` : `a number of ${than} ${limit}`;
}

function expectedOf(issue: Issue): string {
  const say = EXPECTED[issue.code] as ((issue: Issue) => string) | undefined;
  return say?.(issue) ?? issue.message.replace(/^expected /, "");
}

/** The longest string that a message repeats. */
const LONGEST = 40;

function gotOf(data: unknown, path: Issue["path"]): string {
  const value = path.reduce<unknown>((inner, key) => (inner as { [key: PropertyKey]: unknown })[key], data);
  if (value === undefined) return "none";
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" && value.length > LONGEST
    ? `${show(value.slice(0, LONGEST))}…`
    : show(value);
}

/**
 * The message for something that zod refused, argument first:
 * `inputs.logits.shape[0]: expected a number, got "Infinity"`.
 *
 * @param data what was refused
 * @param whole its name where it is refused as a whole
 */
export function describeIssue(
  error: z.ZodError,
  data: unknown,
  whole = "request",
): { argument: string; problem: string } {
  const issue = error.issues[0]!;
  const path = issue.path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("");
  const argument = path.replace(/^\./, "") || whole;
  if (issue.code === "unrecognized_keys") {
    return {
      argument: `${path === "" ? "" : `${argument}.`}${issue.keys[0]}`,
      problem: "expected no such field",
    };
  }
  return { argument, problem: `expected ${expectedOf(issue)}, got ${gotOf(data, issue.path)}` };
}
