import { describe, expect, it } from "vitest";
import { jsImplementation } from "../../src/backends/js.ts";
import { settle } from "../../src/diagnose/looks-like.ts";
import { openFixtures } from "../../src/fixtures/load.ts";
import type { Vector } from "../../src/fixtures/vector.ts";
import { MUTANTS } from "../../src/mutants/index.ts";
import { type Naming, naming } from "./naming.ts";

/** Every second float32 vector of four variants that together have weights, ignored rows, all ranks and both links. */
const VARIANTS = ["torch", "keras-categorical", "opennmt", "tfjs-softmax"];
const vectors: readonly Vector[] = [
  ...openFixtures().vectors(({ id, variant, dtype }) => {
    return VARIANTS.includes(variant) && dtype === "float32" && !id.includes(".real.");
  }),
].filter((_, index) => index % 2 === 0);
const right = jsImplementation("0");

describe("what failures look like", () => {
  it("is the mutant that was judged, for at least 95 % of the mutants", async () => {
    const found: Naming[] = [];
    for (const mutant of MUTANTS) found.push(await naming(mutant, vectors, right, settle));
    for (const { mutant, failures } of found) expect(failures, mutant).toBeGreaterThan(0);
    const misnamed = found.filter(({ mutant, most }) => most !== mutant).map(({ mutant }) => mutant);
    const first = found.filter(({ mutant, first: named }) => named !== mutant).map(({ mutant }) => mutant);
    expect(misnamed.length / MUTANTS.length, misnamed.join()).toBeLessThanOrEqual(0.05);
    expect(first.length / MUTANTS.length, first.join()).toBeLessThanOrEqual(0.05);
  }, 600_000);
});
