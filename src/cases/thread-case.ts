/**
 * A thread case: a public thread as data. The inputs and the numbers are the thread's own; what made each number is
 * a variant with its options, perhaps with one mistake. A case has no formulas: they are the evaluator's.
 */
import { z } from "zod";
import { FIRST_INPUTS } from "../identify/sample.ts";
import { asTensor, type NestedNumbers } from "../math/as-tensor.ts";
import { DTYPE_NAMES } from "../math/dtypes.ts";
import { elementSchema, type WireTensor } from "../protocol/messages.ts";
import { nameNonFinite } from "../protocol/wire-tensor.ts";

/** Numbers exactly as the thread prints them: the number of digits tells how exact they are. */
const numbersSchema = z.union([z.string(), z.array(z.string()).min(1)]);

export type PrintedNumbers = z.infer<typeof numbersSchema>;

type Nested = z.infer<typeof elementSchema> | readonly Nested[];
const nestedSchema: z.ZodType<Nested> = z.union([elementSchema, z.lazy(() => z.array(nestedSchema))]);

/**
 * A tensor as `{ "float32": [[2, 1]] }`. The dtype is that of the source: torch.tensor and tf.constant make float32, NumPy
 * float64; class indices are int64.
 */
const tensorSchema = z
  .partialRecord(z.enum(DTYPE_NAMES), nestedSchema)
  .refine((written) => Object.keys(written).length === 1, { error: "expected one dtype" })
  .transform((written): WireTensor => {
    const [[dtype, nested]] = Object.entries(written) as [[WireTensor["dtype"], Nested]];
    const { shape, data } = asTensor(numbersIn(nested), "tensor");
    return { dtype, shape: [...shape], data: [...data].map(nameNonFinite) };
  });

function numbersIn(nested: Nested): NestedNumbers {
  return Array.isArray(nested) ? nested.map(numbersIn) : Number(nested);
}

const inputsSchema = z.partialRecord(
  z.enum([...FIRST_INPUTS, "target", "weight", "sampleWeight"]),
  tensorSchema,
);

/** Tensors by the names of the protocol. */
export type CaseInputs = z.infer<typeof inputsSchema>;

const printedSchema = z.strictObject({
  loss: numbersSchema.optional(),
  gradient: numbersSchema.optional(),
  /** The smoothed target itself, where the thread prints labels and no loss. */
  softTarget: numbersSchema.optional(),
  /** The least value that the loss can have, where the thread is about that. */
  floor: numbersSchema.optional(),
  /** The error message, where it gave no number. */
  error: z.string().optional(),
});

/** What makes the number: a variant with options, and the mutant if it has a mistake. */
const makingSchema = z.strictObject({
  variant: z.string(),
  options: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({}),
  mutant: z.string().optional(),
});

export type Making = z.infer<typeof makingSchema>;

const readingSchema = z.strictObject({
  /** Whose number it is. */
  who: z.string(),
  /** Absent where the thread asks for a number that it does not print. */
  printed: printedSchema.optional(),
  made: makingSchema,
  /** Inputs of this number alone; a first input takes the place of the case's. */
  inputs: inputsSchema.optional(),
  /** The class count of a least value, which needs no inputs. */
  classes: z.number().int().optional(),
  /** The factor by which the thread multiplies the loss before it prints it. */
  times: z.number().default(1),
  /** Present where the printed number is not reproduced: what is computed instead, and why. */
  differs: z.strictObject({ weGet: numbersSchema, because: z.string() }).optional(),
});

export type Reading = z.infer<typeof readingSchema>;

export const threadCaseSchema = z.strictObject({
  /** Project and number, stable. */
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  /** What else a reader of the data should know. */
  note: z.string().optional(),
  title: z.string(),
  link: z.url(),
  /** The day of the post, or the version of the document. */
  when: z.string(),
  /** The question, in one line of our own words. */
  asked: z.string(),
  /** Why the numbers are what they are. */
  cause: z.string(),
  inputs: inputsSchema.default({}),
  readings: z.array(readingSchema).min(1),
  /** Which two numbers the ledger explains, by their place in readings. */
  ledger: z.strictObject({ from: z.number().int(), to: z.number().int() }).default({ from: 0, to: 1 }),
  /** Whose number `identify` is asked about. Default: the ledger's second. */
  identify: z.number().int().optional(),
});

export type ThreadCase = z.infer<typeof threadCaseSchema>;
