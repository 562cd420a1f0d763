/** The ops as a user calls them: values, gradients, second derivatives, memory. Numbers are judged by the vectors. */
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import * as library from "../../src/index.ts";
import { equation1, kerasBinary, opennmt, simple, tfjsSigmoid, torch } from "../../src/tfjs/index.ts";
import { CORE_VARIANTS, DIALECTS } from "../../src/variants/index.ts";
import { tf } from "./start.ts";

const LOGITS = [
  [2, 1, 0, -1, 0.5],
  [0.25, -3, 4, 1, 1],
];

function softmax(x: readonly number[]): readonly number[] {
  const powers = x.map(Math.exp);
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

describe("an op", () => {
  it("exists under the library's name for every variant of the core", async () => {
    const ops = await import("../../src/tfjs/index.ts");
    const dialects = await Promise.all(DIALECTS.map(({ id }) => import(`../../src/variants/${id}.ts`)));
    const others = ["InvalidArgument", ...dialects.flatMap((module) => Object.keys(module))];
    const factories = Object.keys(library).filter(
      (name) => !others.includes(name) && !name.endsWith("Record"),
    );
    expect(Object.keys(ops)).toEqual(expect.arrayContaining(factories));
    expect(factories).toHaveLength(CORE_VARIANTS.length);
  });

  it("gives loss and gradient, to float32", () => {
    const [loss, gradient] = tf.tidy(() => {
      const target = tf.tensor1d([0, 2], "int32");
      const weight = tf.tensor1d([1, 2, 0.5, 1, 1]);
      const criterion = torch({ labelSmoothing: 0.1 });
      const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => criterion(x, target, { weight }))(
        tf.tensor2d(LOGITS),
      );
      return [value.arraySync() as number, [...grad.dataSync()]];
    });
    // By mpmath at 50 digits: q_k = w_k (0.9 [k = t] + 0.02), the sum of -q log p over 1 + 0.5, the weights of both rows'
    // targets; the gradient is (p sum(q) - q) / 1.5.
    expect(loss).toBeCloseTo(0.847096463617, 6);
    const wanted = [
      ...[-0.2342323706, 0.1127967837, 0.0446390695, 0.005540992218, 0.0712555252],
      ...[-0.005522008559, -0.02636378874, 0.02547931461, 0.003203241344, 0.003203241344],
    ];
    expect(gradient).toHaveLength(wanted.length);
    gradient.forEach((g, i) => {
      expect(g).toBeCloseTo(wanted[i]!, 6);
    });
  });

  it("takes the same values of a distribution and of a class axis that is not the last", () => {
    const indices = torch({ labelSmoothing: 0.2, reduction: "none" });
    const [a, b, c] = tf.tidy(() => {
      const x = tf.tensor2d(LOGITS);
      const index = tf.tensor1d([3, 1], "int32");
      const onehot = tf.oneHot(index, 5, 1, 0, "float32");
      const spread = tf.reshape(tf.transpose(x), [1, 5, 2]);
      return [indices(x, index), indices(x, onehot), indices(spread, tf.reshape(index, [1, 2]))].map((t) => [
        ...t.dataSync(),
      ]);
    });
    // By mpmath at 50 digits: -sum(q log p) with q = 0.8 [k = t] + 0.04.
    const wanted = [3.27443793963, 6.38689710072];
    for (const values of [a, b, c]) {
      expect(values).toHaveLength(2);
      values!.forEach((value, i) => {
        expect(value).toBeCloseTo(wanted[i]!, 5);
      });
    }
  });
});

describe("second derivatives", () => {
  const v = [1, -2, 3, 0.5, 1, 2, 1, -1, 0, 4];
  const second = (criterion: (x: tf.Tensor) => tf.Tensor, x: number[][]): number[] =>
    tf.tidy(() => {
      const once = (at: tf.Tensor): tf.Tensor => tf.grad(criterion)(at);
      return [
        ...tf
          .grad(once)(tf.tensor2d(x), tf.tensor2d(v, [2, 5]))
          .dataSync(),
      ];
    });

  it("of softmax are p_i (v_i - sum p v) for a target of mass 1", () => {
    const target = tf.tensor1d([0, 2], "int32");
    const got = second((x) => torch({ labelSmoothing: 0.1, reduction: "sum" })(x, target), LOGITS);
    // The gradient is p - q, and dp_i/dx_j = p_i ([i = j] - p_j).
    const wanted = LOGITS.flatMap((x, row) => {
      const p = softmax(x);
      const along = v.slice(row * 5, row * 5 + 5);
      const mean = p.reduce((sum, each, k) => sum + each * along[k]!, 0);
      return p.map((each, k) => each * (along[k]! - mean));
    });
    expect(got).toHaveLength(wanted.length);
    got.forEach((g, i) => {
      expect(g).toBeCloseTo(wanted[i]!, 5);
    });
    target.dispose();
  });

  it("of sigmoid are v s (1 - s) over the number of labels", () => {
    const labels = [
      [1, 0, 0.5, 0, 1],
      [0, 0, 1, 1, 0],
    ];
    const target = tf.tensor2d(labels);
    const got = second((x) => tfjsSigmoid({ labelSmoothing: 0.1 })(x, target), LOGITS);
    // The gradient is (s - z) / 10, and ds/dx = s (1 - s).
    const wanted = LOGITS.flat().map((x, i) => {
      const s = 1 / (1 + Math.exp(-x));
      return (v[i]! * s * (1 - s)) / 10;
    });
    expect(got).toHaveLength(wanted.length);
    got.forEach((g, i) => {
      expect(g).toBeCloseTo(wanted[i]!, 6);
    });
    target.dispose();
  });

  it("of clipped probabilities are refused, and so are third derivatives", () => {
    const labels = tf.tensor2d([
      [1, 0, 0, 0, 1],
      [0, 0, 1, 1, 0],
    ]);
    const probs = LOGITS.map((row) => row.map((x) => 1 / (1 + Math.exp(-x))));
    expect(() => second((x) => kerasBinary()(x, labels), probs)).toThrow(
      "probs: expected only first derivatives of clipped probabilities, got a higher one",
    );
    // TensorFlow.js' bundle for Node registers no gradients, and its own copies of saved tensors go through this one.
    tf.registerGradient({ kernelName: "Cast", gradFunc: (dy) => ({ x: () => dy as tf.Tensor }) });
    const target = tf.tensor1d([0, 2], "int32");
    const loss = (x: tf.Tensor): tf.Tensor => equation1()(x, target);
    const third = tf.grad((x) => tf.grad((y) => tf.grad(loss)(y))(x));
    expect(() => tf.tidy(() => third(tf.tensor2d(LOGITS)))).toThrow(
      "logits: expected only first and second derivatives, got a higher one",
    );
    tf.unregisterGradient("Cast");
    tf.dispose([labels, target]);
  });
});

describe("memory", () => {
  const printed: MockInstance[] = [];
  beforeEach(() => {
    for (const name of ["log", "info", "warn", "error"] as const) {
      printed.push(vi.spyOn(console, name).mockImplementation(() => {}));
    }
  });
  afterEach(() => {
    vi.restoreAllMocks();
    printed.length = 0;
  });

  it("is flat after 1,000 calls of loss and gradient, and nothing is printed", () => {
    const target = tf.tensor1d([0, 2], "int32");
    const x = tf.tensor2d(LOGITS);
    const criterion = torch({ labelSmoothing: 0.1, ignoreIndex: 2 });
    const logProbs = tf.logSoftmax(x);
    const other = opennmt({ labelSmoothing: 0.1, numClasses: 5, ignoreIndex: 2 });
    const along = simple({ labelSmoothing: 0.1, numClasses: 5, dim: 0 });
    const step = (): void => {
      tf.dispose(tf.valueAndGrad((at: tf.Tensor) => criterion(at, target))(x));
      tf.dispose(tf.valueAndGrad((at: tf.Tensor) => other(at, target))(logProbs));
      tf.dispose(tf.valueAndGrad((at: tf.Tensor) => along(at, target))(x));
      criterion(x, target).dispose();
    };
    step();
    const before = tf.memory();
    for (let i = 0; i < 1000; i += 1) step();
    const after = tf.memory();
    expect([after.numTensors, after.numBytes, after.numDataBuffers]).toEqual([
      before.numTensors,
      before.numBytes,
      before.numDataBuffers,
    ]);
    for (const print of printed) expect(print).not.toHaveBeenCalled();
    tf.dispose([target, x, logProbs]);
  });

  it("is flat after a refusal", async () => {
    const x = tf.tensor2d(LOGITS);
    const wrong = tf.tensor1d([0, 9], "int32");
    const before = tf.memory().numTensors;
    expect(() => torch()(x, wrong)).toThrow("target: expected class indices in [0, 4], got 9");
    expect(() => tf.grad((at) => torch()(at, wrong))(x)).toThrow("target: ");
    await expect(torch().check(x, wrong)).rejects.toThrow("target: expected class indices in [0, 4], got 9");
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([x, wrong]);
  });
});
