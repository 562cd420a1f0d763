/** The format of the files in fixtures/trajectories, which python-ref/smoothproof_ref/trajectories writes. */
import { z } from "zod";

const count = z.int().positive();
const indices = z.array(z.int().nonnegative());
const numbers = z.array(z.number());

const networkSchema = z.strictObject({
  embedding: z.strictObject({ symbols: count, width: count, window: count }).optional(),
  inputs: count,
  hidden: count,
  activation: z.enum(["tanh", "relu"]),
  classes: count,
});

const trainingSchema = z.strictObject({
  optimizer: z.literal("sgd"),
  learningRate: z.number().positive(),
  epochs: count,
  batchSize: count,
  steps: count,
  ignoreIndex: z.int().optional(),
  /** One permutation of the samples per epoch; without it every epoch is in the order of the data. */
  order: z.array(z.strictObject({ samples: indices })).optional(),
});

const runSchema = z.strictObject({
  framework: z.enum(["torch", "keras"]),
  dtype: z.enum(["float32", "float64"]),
  labelSmoothing: z.number(),
  /** The prefix of the names of the final weights. */
  final: z.string(),
  loss: numbers,
  gradientNorm: numbers,
});

/** Rows of numbers: the network sees (x - centre) / scale. */
const featuresSchema = z.strictObject({
  unit: z.string(),
  classes: z.array(z.string()),
  centre: numbers,
  scale: numbers,
  samples: z.array(z.strictObject({ x: numbers, target: z.int().nonnegative() })),
});

/** Words: the network sees, at every position, the letter and its neighbours. */
const wordsSchema = z.strictObject({
  alphabet: z.string(),
  classes: z.array(z.string()),
  positions: count,
  samples: z.array(z.strictObject({ letters: z.string(), phonemes: z.string() })),
});

export const trajectorySchema = z.strictObject({
  format: z.literal("smoothproof-trajectory/1"),
  experiment: z.string(),
  title: z.string(),
  about: z.strictObject({
    what: z.string(),
    package: z.string(),
    source: z.string().optional(),
    licence: z.string(),
    checkedAgainst: z.string().optional(),
  }),
  network: networkSchema,
  training: trainingSchema,
  sidecar: z.strictObject({ file: z.string(), sha256: z.string(), bytes: count }),
  runs: z.array(runSchema),
  data: z.union([featuresSchema, wordsSchema]),
  provenance: z.looseObject({
    command: z.string(),
    references: z.array(z.strictObject({ name: z.string(), version: z.string() })),
  }),
  contentSha256: z.string(),
});

export type Network = z.infer<typeof networkSchema>;
export type TrajectoryFile = z.infer<typeof trajectorySchema>;
export type RecordedRun = z.infer<typeof runSchema>;
export type Features = z.infer<typeof featuresSchema>;
export type Words = z.infer<typeof wordsSchema>;
