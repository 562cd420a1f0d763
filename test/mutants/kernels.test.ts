/** Slips of kernels are caught by golden vectors of each dtype; they are not in the published matrix yet. */
import { expect, it } from "vitest";
import { fateOf, mutantCases } from "../../src/conformance/kill-matrix.ts";
import { openFixtures } from "../../src/fixtures/load.ts";
import { WRONG_KERNELS } from "../../src/mutants/wrong-kernels.ts";

const small = mutantCases(openFixtures().vectors()).filter(
  ({ lossCall }) => lossCall.input.data.length <= 200,
);

it.each(WRONG_KERNELS)("$id", (mutant) => {
  for (const dtype of ["float32", "float64"]) {
    const killed = small.filter((each) => each.vector.dtype === dtype && fateOf(mutant, each) === "killed");
    expect(killed.length, dtype).toBeGreaterThanOrEqual(2);
  }
});
