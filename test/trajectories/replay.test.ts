import { describe, expect, it } from "vitest";
import { BUILT_IN, CONTENDERS, type Contender, OURS } from "../../scripts/pages/training/contenders.ts";
import { openTrajectory, runOf } from "../../scripts/pages/training/fixture.ts";
import { judge, verdictOf } from "../../scripts/pages/training/judge.ts";
import { tf } from "../../scripts/pages/training/tensorflow.ts";

const iris = openTrajectory("iris");

describe("iris, 200 steps in TensorFlow.js", () => {
  const runs = CONTENDERS.flatMap((contender) =>
    [0, 0.1].map((labelSmoothing): [string, Contender, number] => [
      `${contender.name} with smoothing ${labelSmoothing} repeats ${contender.reference}`,
      contender,
      labelSmoothing,
    ]),
  );

  it.each(runs)("%s and leaves no tensors behind", (_, contender, labelSmoothing) => {
    const before = tf.memory().numTensors;
    const { distance, over, asExpected } = judge(iris, contender, labelSmoothing);
    expect(over, JSON.stringify(distance)).toEqual([]);
    expect(asExpected).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("does not pass with smoothing 0.1001 instead of 0.1", () => {
    const loss: Contender["loss"] = (options) => OURS.loss({ ...options, labelSmoothing: 0.1001 });
    const { over, asExpected } = judge(iris, { ...OURS, loss }, 0.1);
    expect(over).toEqual(["loss", "gradientNorm", "weights"]);
    expect(asExpected).toBe(false);
  });
});

/** The values with the one of a step times a factor. */
function changedAt(step: number, values: readonly number[], factor: number): number[] {
  return values.map((value, at) => (at === step ? value * factor : value));
}

describe("verdictOf", () => {
  const keras = runOf(iris, "keras", "float32", 0.1);
  const known = [{ experiment: "iris", labelSmoothing: 0.1, reason: "made up" }];

  it("names what is over its tolerance", () => {
    expect(verdictOf(iris, OURS, 0.1, keras)).toMatchObject({ over: [], asExpected: true });
    const late = { ...keras, loss: changedAt(150, keras.loss, 1 + 1e-5) };
    expect(verdictOf(iris, OURS, 0.1, late)).toMatchObject({ over: ["loss"], asExpected: false });
    const other = { ...keras, weights: runOf(iris, "keras", "float32", 0).weights };
    expect(verdictOf(iris, OURS, 0.1, other)).toMatchObject({ over: ["weights"], asExpected: false });
  });

  it("lets no number pass that is none", () => {
    const { over } = verdictOf(iris, OURS, 0.1, {
      ...keras,
      gradientNorm: changedAt(7, keras.gradientNorm, Number.NaN),
    });
    expect(over).toEqual(["gradientNorm"]);
  });

  it("fails where a known difference is gone", () => {
    expect(verdictOf(iris, { ...BUILT_IN, known }, 0.1, keras).asExpected).toBe(false);
    const broken = { ...keras, loss: keras.loss.map((value) => value * 1.5) };
    expect(verdictOf(iris, { ...BUILT_IN, known }, 0.1, broken).asExpected).toBe(true);
  });

  it("refuses a run of another length", () => {
    expect(() => verdictOf(iris, OURS, 0.1, { ...keras, loss: keras.loss.slice(1) })).toThrow(
      "got: expected 200 steps, got 199",
    );
  });
});
