/** The ops as a user calls them: values, gradients, second derivatives, memory. Numbers are judged by the vectors. */
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import * as library from "../../src/index.ts";
import { equation1, kerasBinary, opennmt, simple, tfjsSigmoid, torch } from "../../src/tfjs/index.ts";
import { DIALECTS } from "../../src/variants/dialects/index.ts";
import { CORE_VARIANTS } from "../../src/variants/index.ts";
import { tf } from "./start.ts";

const LOGITS = [
  [2, 1, 0, -1, 0.5],
  [0.25, -3, 4, 1, 1],
];

/** d/dx sum(v * gradient), by central differences of the float64 library. */
function numericSecond(
  gradientAt: (x: number[][]) => readonly number[],
  x: readonly number[][],
  v: readonly number[],
): number[] {
  const step = 1e-4;
  return x.flatMap((row, i) =>
    row.map((_, k) => {
      const moved = (by: number): number => {
        const at = x.map((r) => [...r]);
        at[i]![k]! += by;
        return gradientAt(at).reduce((sum, g, j) => sum + g * v[j]!, 0);
      };
      return (moved(step) - moved(-step)) / (2 * step);
    }),
  );
}

describe("an op", () => {
  it("exists under the library's name for every variant of the core", async () => {
    const ops = await import("../../src/tfjs/index.ts");
    const dialects = await Promise.all(
      DIALECTS.map(({ id }) => import(`../../src/variants/dialects/${id}.ts`)),
    );
    const others = ["InvalidArgument", ...dialects.flatMap((module) => Object.keys(module))];
    const factories = Object.keys(library).filter((name) => !others.includes(name));
    expect(Object.keys(ops)).toEqual(expect.arrayContaining(factories));
    expect(factories).toHaveLength(CORE_VARIANTS.length);
  });

  it("gives the library's loss and gradient, to float32", () => {
    const [loss, gradient] = tf.tidy(() => {
      const target = tf.tensor1d([0, 2], "int32");
      const weight = tf.tensor1d([1, 2, 0.5, 1, 1]);
      const criterion = torch({ labelSmoothing: 0.1 });
      const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => criterion(x, target, { weight }))(
        tf.tensor2d(LOGITS),
      );
      return [value.arraySync() as number, [...grad.dataSync()]];
    });
    const wanted = library
      .torch({ labelSmoothing: 0.1 })
      .lossAndGradient(LOGITS, [0, 2], { weight: [1, 2, 0.5, 1, 1] });
    expect(loss).toBeCloseTo(wanted.loss.data[0]!, 6);
    gradient.forEach((g, i) => {
      expect(g).toBeCloseTo(wanted.gradient.data[i]!, 6);
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
    for (const values of [b, c]) {
      expect(values).toHaveLength(2);
      values!.forEach((value, i) => {
        expect(value).toBeCloseTo(a![i]!, 6);
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

  it("of softmax are those of the library's gradient", () => {
    const target = tf.tensor1d([0, 2], "int32");
    const got = second((x) => torch({ labelSmoothing: 0.1, reduction: "sum" })(x, target), LOGITS);
    const reference = library.torch({ labelSmoothing: 0.1, reduction: "sum" });
    const wanted = numericSecond((x) => [...reference.lossAndGradient(x, [0, 2]).gradient.data], LOGITS, v);
    got.forEach((g, i) => {
      expect(g).toBeCloseTo(wanted[i]!, 5);
    });
    target.dispose();
  });

  it("of sigmoid are those of the library's gradient", () => {
    const labels = [
      [1, 0, 0.5, 0, 1],
      [0, 0, 1, 1, 0],
    ];
    const target = tf.tensor2d(labels);
    const got = second((x) => tfjsSigmoid({ labelSmoothing: 0.1 })(x, target), LOGITS);
    const reference = library.tfjsSigmoid({ labelSmoothing: 0.1 });
    const wanted = numericSecond((x) => [...reference.lossAndGradient(x, labels).gradient.data], LOGITS, v);
    got.forEach((g, i) => {
      expect(g).toBeCloseTo(wanted[i]!, 5);
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
