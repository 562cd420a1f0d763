/**
 * Both kernels by the golden vectors of some variants: 50-digit truth, and what the packages gave. All vectors of all
 * variants are judged by `npx smoothproof conformance`; these few reach every path of the kernels in a second.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { jsImplementation } from "../../src/backends/js.ts";
import { judge } from "../../src/compare/judge.ts";
import { decodeVector } from "../../src/fixtures/decode.ts";
import type { FixtureFile } from "../../src/fixtures/format.ts";
import { EXACT, JS, type LossBackend } from "../../src/loss/backend.ts";
import { sizeOf } from "../../src/math/tensor.ts";

/** Larger ones add nothing but time. */
const LARGEST = 600;

/** A file, and every how manieth of its vectors is taken. */
const FILES: readonly (readonly [string, number])[] = [
  ["torch", 3],
  ["keras-binary", 6],
  ["keras-categorical", 6],
  ["opennmt", 3],
  ["simple", 6],
  ["tfjs-sigmoid", 4],
  ["tfjs-softmax", 4],
  ["espnet", 1],
  ["keras-categorical-focal", 1],
  ["mindspore", 1],
  ["nemo", 1],
  ["optax", 1],
  ["speechbrain", 1],
  ["tensor2tensor", 1],
  ["tf1-softmax", 1],
];

describe.each(FILES)("the vectors of %s", (id, step) => {
  const file = `vectors/${id}.json`;
  const { vectors } = JSON.parse(
    readFileSync(new URL(`../../fixtures/${file}`, import.meta.url), "utf8"),
  ) as FixtureFile;
  const small = vectors
    .filter(({ inputs }) => Object.values(inputs).every((input) => sizeOf(input?.shape ?? []) <= LARGEST))
    .filter((raw) => !JSON.stringify(raw.inputs).includes('"recipe"'))
    .filter((_, i) => i % step === 0)
    .map((raw) => decodeVector(raw, { file, reference: id, sidecar: undefined }));

  it.each<[string, LossBackend]>([
    ["js", JS],
    ["js-exact", EXACT],
  ])("pass with %s", async (_, backend) => {
    const { answer } = jsImplementation("0", backend);
    expect(small.length).toBeGreaterThan(10);
    for (const vector of small) {
      const { status, message } = judge(vector, await answer(vector), { judged: "js" });
      if (status !== "pass") expect.fail(`${vector.id}: ${message}`);
    }
  });
});
