/** What a metric is asked for and would leave out, it refuses. */
import { describe, expect, it } from "vitest";
import { excessLoss, InvalidArgument, nll, perplexity } from "../../src/tfjs/index.ts";
import { tf } from "./start.ts";

/** As JavaScript calls them, where no compiler looks. */
type Untyped = (...args: unknown[]) => unknown;

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidArgument);
    return (error as Error).message;
  }
  return "was accepted";
}

describe.each([
  ["nll", nll],
  ["perplexity", perplexity],
])("%s", (name, metric) => {
  const untyped = metric as Untyped;

  it.each([{ labelSmoothing: 0.1 }, { weight: [1, 2, 3] }, { reduction: "sum" }])(
    "refuses %j, which it would not be the mean of -log p with",
    (options) => {
      expect(refusal(() => untyped({ fromLogits: true, ...options }))).toBe(
        `${Object.keys(options)[0]}: expected one of fromLogits, ignoreIndex for ${name}, which neither smooths nor weighs and is a mean`,
      );
    },
  );

  it.each<[string, unknown]>([
    ["options: expected an object with fromLogits, ignoreIndex, got 0.1", 0.1],
    ["options: expected an object with fromLogits, ignoreIndex, got null", null],
    ["fromLogits: expected true or false, got 1", { fromLogits: 1 }],
    ["ignoreIndex: expected an integer, got null", { ignoreIndex: null }],
  ])("%s", (message, options) => expect(refusal(() => untyped(options))).toBe(message));

  it("takes what says how to read the model and the padding", () => {
    const value = tf.tidy(() => {
      const yTrue = tf.tensor2d([
        [0, 1, 0],
        [1, 0, 0],
      ]);
      return tf.mean(metric({ fromLogits: true, ignoreIndex: 0 })(yTrue, tf.zeros([2, 3]))).dataSync()[0]!;
    });
    expect(value).toBeCloseTo(name === "nll" ? Math.log(3) : 3, 5);
  });
});

describe("excessLoss", () => {
  it("refuses options that are none", () => {
    expect(refusal(() => (excessLoss as Untyped)("torch", null))).toMatch(
      /^options: expected an object with /,
    );
    expect(refusal(() => (excessLoss as Untyped)("torch", { fromLogits: "yes" }))).toBe(
      'fromLogits: expected true or false, got "yes"',
    );
  });
});
