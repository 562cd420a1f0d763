import { describe, expect, it } from "vitest";
import { recordedSuite } from "../scripts/pages/mutants/own-tests/recorded.ts";
import type { OwnSuite } from "../scripts/pages/mutants/own-tests/suite.ts";
import { evaluate } from "../src/loss/evaluate.ts";
import { MUTANTS } from "../src/mutants/index.ts";
import { mapped } from "../src/mutants/mutant.ts";

const mutant = (id: string) => MUTANTS.find((one) => one.id === id)!.answer;

async function failing(suite: OwnSuite, answer: typeof evaluate): Promise<string[]> {
  const names: string[] = [];
  for (const test of suite.tests) if ((await test.run(answer)) === "failed") names.push(test.name);
  return names;
}

describe.each([
  // TensorFlow.js' run where their modules load: in scripts/own-tests.ts. PyTorch's largest samples take long by central differences.
  ["PyTorch", async () => small(recordedSuite("torch"))],
  ["Keras", async () => recordedSuite("keras")],
] as const)("the own tests of %s", (_, open) => {
  it("pass with our ports", async () => {
    const suite = await open();
    expect(suite.tests.length).toBeGreaterThan(10);
    expect(suite.tests.filter(({ smooths }) => smooths).length).toBeGreaterThan(0);
    expect(await failing(suite, evaluate)).toEqual([]);
  });

  it("fail with an unsmoothed target, and with a loss of zero", async () => {
    const suite = await open();
    expect((await failing(suite, mutant("smoothing-missing") as typeof evaluate)).length).toBeGreaterThan(0);
    expect((await failing(suite, zeros)).length).toBeGreaterThan(suite.tests.length / 2);
  });
});

/** Zeros of the right shapes, so that only their values can fail. */
const zeros: typeof evaluate = (lossCall) => {
  const { loss, gradient } = evaluate(lossCall);
  return { loss: mapped(loss, () => 0), gradient: mapped(gradient, () => 0) };
};

function small(suite: OwnSuite): OwnSuite {
  return {
    ...suite,
    tests: suite.tests.filter(({ name }) => name.startsWith("test_forward") || name.includes(" 2d_")),
  };
}
