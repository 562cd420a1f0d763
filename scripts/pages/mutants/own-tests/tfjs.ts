/** TensorFlow.js' tests: the files that its package ships are run, with one of our losses in tf.losses. */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { evaluate } from "../../../../src/loss/evaluate.ts";
import type { Tensor } from "../../../../src/math/tensor.ts";
import { lossCallOf } from "../../../../src/protocol/loss-call-of.ts";
import type { Answer, Outcome, OwnSuite, OwnTest } from "./suite.ts";

const require = createRequire(import.meta.url);
const DIST = "@tensorflow/tfjs-core/dist";

/** Each test file, the function that it tests, and the variant of that function. */
const FILES = [
  {
    file: "softmax_cross_entropy_test",
    loss: "softmaxCrossEntropy",
    variant: "tfjs-softmax",
    input: "logits",
  },
  {
    file: "sigmoid_cross_entropy_test",
    loss: "sigmoidCrossEntropy",
    variant: "tfjs-sigmoid",
    input: "logits",
  },
] as const;

/** Values of tf.Reduction. */
const REDUCTIONS = ["none", "mean", "sum", "sum_by_nonzero_weights"];

type Body = () => void | Promise<void>;

interface TfTensor {
  readonly shape: number[];
  dataSync(): Float32Array;
}

interface Tf {
  readonly losses: { [name: string]: (...given: readonly unknown[]) => unknown };
  readonly Tensor: new () => TfTensor;
  tensor(data: Float32Array, shape: readonly number[]): unknown;
  setBackend(name: string): Promise<boolean>;
}

/** The part of jasmine that these files use. */
function collector(): { readonly bodies: Map<string, Body>; readonly globals: { [name: string]: unknown } } {
  const bodies = new Map<string, Body>();
  const ignore = (): void => undefined;
  const expect = (actual: unknown): object => ({
    toEqual: (expected: unknown) => assert.deepEqual(actual, expected),
    toThrowError: (expected: RegExp) => assert.throws(actual as () => void, expected),
    toThrowErrorOfType: ignore,
    nothing: ignore,
  });
  return {
    bodies,
    globals: {
      describe: (_: string, body: Body) => void body(),
      it: (name: string, body: Body) => bodies.set(name, body),
      expect: Object.assign(expect, { nothing: ignore }),
      beforeAll: ignore,
      beforeEach: ignore,
      afterEach: ignore,
      afterAll: ignore,
    },
  };
}

/** Loads and collects the tests; `tf.losses` is patched only while one runs. */
export async function tfjsSuite(): Promise<OwnSuite> {
  const tf = require(`${DIST}/index`) as Tf;
  require("@tensorflow/tfjs-backend-cpu");
  await tf.setBackend("cpu");
  const { setTestEnvs } = require(`${DIST}/jasmine_util`) as { setTestEnvs(envs: readonly object[]): void };
  setTestEnvs([{ name: "cpu", backendName: "cpu", isDataSync: true }]);
  const tests: OwnTest[] = [];
  for (const { file, loss, variant, input } of FILES) {
    const { bodies, globals } = collector();
    Object.assign(globalThis, globals);
    require(`${DIST}/ops/losses/${file}`);
    for (const [name, body] of bodies) {
      tests.push({
        name: `${loss}: ${name}`,
        variant,
        smooths: /label smoothing/i.test(name),
        run: (answer) => runWith(tf, loss, variant, input, body, answer),
      });
    }
  }
  const { version } = require("@tensorflow/tfjs-core/package.json") as { version: string };
  return { project: "TensorFlow.js", version, path: "tfjs-core/src/ops/losses/*_test.ts", tests };
}

async function runWith(
  tf: Tf,
  loss: string,
  variant: string,
  inputName: string,
  body: Body,
  answer: Answer,
): Promise<Outcome> {
  const original = tf.losses[loss]!;
  let answered = false;
  tf.losses[loss] = (...given) => {
    const [target, input, weights, labelSmoothing = 0, reduction = 3] = given;
    const tensors = Object.entries({ target, [inputName]: input, sampleWeight: weights }).filter(
      ([, value]) => value !== undefined && value !== null,
    );
    const inputs = Object.fromEntries(tensors.map(([name, value]) => [name, read(tf, value)]));
    // Refusals are left to the original, since these tests check its messages.
    if (Object.values(inputs).includes(undefined)) return original(...given);
    const lossCall = lossCallOf({
      variant,
      options: { labelSmoothing: labelSmoothing as number, reduction: REDUCTIONS[reduction as number]! },
      inputs: inputs as { readonly [name: string]: Tensor },
    });
    if (lossCall === undefined) return original(...given);
    const own = answer(lossCall);
    if (own !== undefined) answered = true;
    const result = (own ?? evaluate(lossCall)).loss;
    return tf.tensor(Float32Array.from(result.data), result.shape);
  };
  try {
    await body();
    return answered ? "passed" : "absent";
  } catch {
    return "failed";
  } finally {
    tf.losses[loss] = original;
  }
}

function read(tf: Tf, given: unknown): Tensor | undefined {
  if (given instanceof tf.Tensor) {
    return { dtype: "float32", shape: given.shape, data: Float64Array.from(given.dataSync()) };
  }
  if (!Array.isArray(given)) return undefined;
  const rows = given as number[][];
  return { dtype: "float32", shape: [rows.length, rows[0]!.length], data: Float64Array.from(rows.flat()) };
}
