/**
 * Losses and metrics in `model.compile`: the mean over samples is the variant's loss, and training really trains. Numbers
 * are by mpmath at 50 digits, from the definition beside each.
 */
import * as layers from "@tensorflow/tfjs-layers";
import { describe, expect, it } from "vitest";
import { excessLoss, forCompile, nll, perplexity } from "../../src/tfjs/index.ts";
import "./gradients.ts";
import { tf } from "./start.ts";

const LOGITS = [
  [2, 1, 0, -1],
  [0.25, -3, 4, 1],
  [1, 1, 2, 0],
];
const CLASSES = [0, 2, 1];

const onehot = (): tf.Tensor2D => tf.oneHot(CLASSES, 4, 1, 0, "float32") as tf.Tensor2D;
const numbers = (compute: () => tf.Tensor): number[] => [...tf.tidy(compute).dataSync()];
const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

describe("forCompile", () => {
  it("gives a named function with one loss per sample", () => {
    const loss = forCompile("keras-categorical", { fromLogits: true });
    expect(loss.name).toBe("smoothproof_keras_categorical");
    expect(tf.tidy(() => loss(onehot(), tf.tensor2d(LOGITS)).shape)).toEqual([3]);
  });

  it.each([
    // l = -sum(q log p) with q = 0.9 [k = t] + 0.025: the mean of three.
    ["torch", {}, 0.877351604957],
    // Rows 0 and 2 are kept.
    ["torch", { ignoreIndex: 2 }, 1.1083565368],
    // q_k times w_k; rows 1 and 2 are kept, of the classes 2 and 1: over 3 + 2.
    ["torch", { weight: [1, 2, 3, 4], ignoreIndex: 0 }, 0.862863711117],
    ["torch", { reduction: "sum" }, 2.63205481487],
    // q = 0.9 on the target, 0.1 / 3 on each other class.
    ["simple", { numClasses: 4 }, 0.932212716068],
  ] as const)("%s %o: the mean over samples is the variant's loss", (variant, options, wanted) => {
    const loss = forCompile(variant, { labelSmoothing: 0.1, fromLogits: true, ...options });
    expect(mean(numbers(() => loss(onehot(), tf.tensor2d(LOGITS))))).toBeCloseTo(wanted, 5);
  });

  it("takes probabilities unless told otherwise, and gives what logits give", () => {
    const options = { labelSmoothing: 0.1, numClasses: 4, ignoreIndex: 3 };
    // sum q (log q - log p) per row with q = 0.9, 0.05, 0.05 and 0 for class 3; OpenNMT adds up, so 3 of each in the mean.
    const wanted = [0.195792007114, 0.214694049827, 1.18212568359].map((loss) => 3 * loss);
    const fromLogits = forCompile("opennmt", { ...options, fromLogits: true });
    for (const got of [
      numbers(() => fromLogits(onehot(), tf.tensor2d(LOGITS))),
      numbers(() => forCompile("opennmt", options)(onehot(), tf.softmax(tf.tensor2d(LOGITS)))),
    ]) {
      expect(got).toHaveLength(3);
      got.forEach((value, i) => {
        expect(value).toBeCloseTo(wanted[i]!, 5);
      });
    }
  });

  it("leaves padding out of sequences [batch, T, K], and averages what is left", () => {
    const x = [LOGITS, [...LOGITS].reverse()];
    const y = [
      [0, 2, 1],
      [3, 3, 1],
    ];
    const loss = forCompile("torch", { labelSmoothing: 0.1, ignoreIndex: 3, fromLogits: true });
    const got = numbers(() => loss(tf.oneHot(y, 4, 1, 0, "float32"), tf.tensor3d(x)));
    expect(got).toHaveLength(2);
    // The mean of the four rows whose class is not 3.
    expect(mean(got)).toBeCloseTo(1.03056112836, 5);
  });

  it("refuses what cannot be compiled, by name", () => {
    // As JavaScript calls it, where no compiler looks.
    const untyped = forCompile as (variant: string, options?: object) => unknown;
    expect(() => untyped("tourch")).toThrow(/^variant: expected one of equation1, .*, got "tourch"$/);
    expect(() => untyped("torch", { labelSmoothing: "much" })).toThrow(
      'labelSmoothing: expected a number not above 1, got "much"',
    );
    expect(() => forCompile("equation1", { labelSmoothing: 2 })).toThrow(
      "labelSmoothing: expected a number in [0, 1], got 2",
    );
    expect(() => untyped("torch", { reduction: "none" })).toThrow(
      "reduction: expected a mean or a sum, got none",
    );
    expect(() => forCompile("keras-categorical-focal")).toThrow(
      'variant: expected one that the tensor ops have, got keras-categorical-focal, whose link is {"probabilities":"row-shares","clip":"epsilon","focal":"plain"}',
    );
    expect(() => untyped("equation1", { weight: [1, 2] })).toThrow("weight: expected none for equation1");
    expect(() => tf.tidy(() => forCompile("torch")(tf.zeros([2, 3]), tf.zeros([2, 3], "int32")))).toThrow(
      "yPred: expected dtype float32, got int32",
    );
  });
});

describe("metrics", () => {
  it("are the unsmoothed likelihood, its exponential, and what is left above the floor", () => {
    const bare = 0.712768271624;
    const floor = -(0.925 * Math.log(0.925) + 3 * 0.025 * Math.log(0.025));
    const smoothed = 0.877351604957;
    const of = (metric: (y: tf.Tensor, x: tf.Tensor) => tf.Tensor): number =>
      mean(numbers(() => metric(onehot(), tf.tensor2d(LOGITS))));
    expect(of(nll({ fromLogits: true }))).toBeCloseTo(bare, 5);
    expect(of(perplexity({ fromLogits: true }))).toBeCloseTo(Math.exp(bare), 4);
    expect(of(excessLoss("torch", { labelSmoothing: 0.1, fromLogits: true }))).toBeCloseTo(
      smoothed - floor,
      5,
    );
  });

  it("have no excess where the model gives the target itself", () => {
    const excess = excessLoss("keras-categorical", { labelSmoothing: 0.1 });
    const got = numbers(() => excess(onehot(), tf.add(tf.mul(onehot(), 0.9), 0.025)));
    for (const value of got) expect(value).toBeCloseTo(0, 6);
  });

  it("refuse a floor they cannot know", () => {
    expect(() => excessLoss("keras-binary")).toThrow("variant: expected a loss over classes without weights");
    expect(() => excessLoss("torch", { weight: [1, 2] })).toThrow(
      "weight: expected a loss over classes without weights",
    );
  });
});

describe("model.fit", () => {
  const samples = 60;
  const features = (): tf.Tensor2D =>
    tf.tensor2d(
      Array.from({ length: samples }, (_, i) => [Math.sin(i), Math.cos(i), (i % 3) - 1, 0.5 * ((i % 3) - 1)]),
    );
  const labels = (): tf.Tensor =>
    tf.oneHot(
      Array.from({ length: samples }, (_, i) => i % 3),
      3,
      1,
      0,
      "float32",
    );

  it("trains, with metrics under their own names, and leaks nothing", async () => {
    const model = layers.sequential({ layers: [layers.layers.dense({ units: 3, inputShape: [4] })] });
    model.compile({
      optimizer: tf.train.sgd(0.5),
      loss: forCompile("torch", { labelSmoothing: 0.1, fromLogits: true }),
      metrics: [nll({ fromLogits: true }), excessLoss("torch", { labelSmoothing: 0.1, fromLogits: true })],
    });
    const [x, y] = [features(), labels()];
    await model.fit(x, y, { epochs: 1, verbose: 0 });
    const before = tf.memory().numTensors;
    const { history } = await model.fit(x, y, { epochs: 15, verbose: 0 });
    expect(tf.memory().numTensors).toBe(before);
    const last = (name: string): number => history[name]!.at(-1) as number;
    expect(Object.keys(history).sort()).toEqual(["excess_loss", "loss", "nll"]);
    expect(last("loss")).toBeLessThan((history.loss![0] as number) * 0.9);
    expect(last("loss") - last("excess_loss")).toBeCloseTo(
      -(0.9 + 0.1 / 3) * Math.log(0.9 + 0.1 / 3) - 2 * (0.1 / 3) * Math.log(0.1 / 3),
      4,
    );
    tf.dispose([x, y]);
    model.dispose();
  });

  it("counts samples by their weights as Keras does: the weighted sum over the batch size", async () => {
    const model = layers.sequential({
      layers: [layers.layers.dense({ units: 3, inputShape: [4], kernelInitializer: "zeros" })],
    });
    model.compile({ optimizer: tf.train.sgd(0), loss: forCompile("equation1", { fromLogits: true }) });
    const [x, y] = [features(), labels()];
    // A sample's weight is that of its class; layers 4.22 take no sampleWeight of its own yet.
    const { history } = await model.fit(x, y, {
      epochs: 1,
      batchSize: samples,
      verbose: 0,
      classWeight: { 0: 1, 1: 2, 2: 6 },
    });
    expect(history.loss![0]).toBeCloseTo(Math.log(3) * 3, 5);
    tf.dispose([x, y]);
    model.dispose();
  });
});
