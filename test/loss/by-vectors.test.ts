/**
 * Both kernels by golden vectors of every variant: 50-digit truth, and what the packages gave. All vectors are judged by
 * `npx smoothproof conformance`; these reach every path of the kernels in seconds.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { jsImplementation } from "../../src/backends/js.ts";
import { judge } from "../../src/compare/judge.ts";
import { decodeVector } from "../../src/fixtures/decode.ts";
import type { FixtureFile } from "../../src/fixtures/format.ts";
import type { Vector } from "../../src/fixtures/vector.ts";
import { EXACT, JS, type LossBackend } from "../../src/loss/backend.ts";
import { magnitudes } from "../../src/loss/magnitudes.ts";
import { sizeOf } from "../../src/math/tensor.ts";
import { lossCallOf } from "../../src/protocol/loss-call-of.ts";
import { isComparable, wrongScales } from "./scales.ts";

const FOLDER = new URL("../../fixtures/vectors/", import.meta.url);

/** Larger ones add nothing but time. */
const LARGEST = 100;

/** How many vectors of a variant are taken, evenly from its file. */
const MOST = 20;

const decoded = new Map<string, readonly Vector[]>();

/** Read when a test first asks, since most runs ask for the vectors of one variant. */
function vectorsOf(id: string): readonly Vector[] {
  const known = decoded.get(id);
  if (known !== undefined) return known;
  const file = `${id}.json`;
  const { vectors } = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as FixtureFile;
  const small = vectors
    .filter(({ inputs }) => Object.values(inputs).every((input) => sizeOf(input?.shape ?? []) <= LARGEST))
    .filter((raw) => !JSON.stringify(raw.inputs).includes('"recipe"'));
  const step = Math.ceil(small.length / MOST);
  const taken = small
    .filter((_, i) => i % step === 0)
    .map((raw) => decodeVector(raw, { file: `vectors/${file}`, reference: id, sidecar: undefined }));
  decoded.set(id, taken);
  return taken;
}

const VARIANTS = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -".json".length));

describe.each(VARIANTS)("the vectors of %s", (id) => {
  it.each<[string, LossBackend]>([
    ["js", JS],
    ["js-exact", EXACT],
  ])("pass with %s", async (_, backend) => {
    const { answer } = jsImplementation("0", backend);
    const vectors = vectorsOf(id);
    expect(vectors.length).toBeGreaterThan(10);
    for (const vector of vectors) {
      const { status, message } = judge(vector, await answer(vector), { judged: "js" });
      if (status !== "pass") expect.fail(`${vector.id}: ${message}`);
    }
  });

  it("have the magnitudes that the generator computed by itself", () => {
    for (const vector of vectorsOf(id).filter(isComparable))
      expect(wrongScales(vector, magnitudes(lossCallOf(vector)!))).toEqual([]);
  });
});
