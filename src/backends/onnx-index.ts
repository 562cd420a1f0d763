/** The oracle graphs that come with the package: what each computes and takes, and its bytes. */
import { z } from "zod";
import { fixtureBytes } from "../fixtures/archive.ts";
import { parseFile } from "../fixtures/check.ts";
import { FixtureError } from "../fixtures/errors.ts";
import { sha256 } from "../fixtures/hash.ts";
import { fixturesDirectory } from "../fixtures/layout.ts";

const INDEX = "onnx/index.json";

const portSchema = z.strictObject({
  name: z.string(),
  dtype: z.enum(["float32", "float64", "int64"]),
  /** Names of axes; only how many there are matters. */
  shape: z.array(z.string()),
});

/**
 * How the first input is laid out before the call. `merged`: its axes in this order, all others merged into `rest`.
 * `leading`: axes of length 1 in front up to `rank`, for inputs of `ranks`, the classes on axis `classes` from the end;
 * losses of an `unreduced` shape take the graph that reduces nothing.
 */
const layoutSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("merged"), axes: z.array(z.enum(["rest", "classes", "softmax"])) }),
  z.strictObject({
    kind: z.literal("leading"),
    rank: z.number().int(),
    classes: z.number().int(),
    ranks: z.array(z.number().int()),
    unreduced: z.array(z.array(z.number().int())).optional(),
  }),
]);

const oracleSchema = z.strictObject({
  file: z.string(),
  variant: z.string(),
  dtype: z.enum(["float32", "float64"]),
  target: z.enum(["indices", "distribution"]),
  /** Options that are part of the graph. */
  options: z.record(z.string(), z.union([z.string(), z.boolean()])),
  layout: layoutSchema,
  inputs: z.array(portSchema),
  outputs: z.array(portSchema),
  made: z.string(),
  sha256: z.string(),
});

const indexSchema = z.looseObject({
  format: z.literal("smoothproof-onnx/1"),
  graphs: z.array(oracleSchema),
});

export type Layout = z.infer<typeof layoutSchema>;
export type OracleGraph = z.infer<typeof oracleSchema>;

/** All graphs. @throws FixtureError */
export function oracleGraphs(directory: string = fixturesDirectory()): readonly OracleGraph[] {
  return parseFile(INDEX, fixtureBytes(directory, INDEX), indexSchema).graphs;
}

/** The bytes of a graph, which must have the hash in the index. @throws FixtureError */
export function graphBytes({ file, sha256: recorded }: OracleGraph, directory = fixturesDirectory()): Buffer {
  const bytes = fixtureBytes(directory, file);
  if (sha256(bytes) !== recorded) {
    throw new FixtureError(
      "hash",
      file,
      `sha256: ${INDEX} says ${recorded.slice(0, 12)}…, the file has another`,
    );
  }
  return bytes;
}
