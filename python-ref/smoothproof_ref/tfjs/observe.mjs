// tf.losses.softmaxCrossEntropy and tf.losses.sigmoidCrossEntropy of TensorFlow.js on its plain JavaScript backend.
// JSON lines in, JSON lines out; stdout carries answers only. TensorFlow.js has float32 and int32 alone, so float64
// inputs are narrowed and int64 ones become int32.
import { createRequire, register } from "node:module";
import { createInterface } from "node:readline";

for (const name of ["log", "info", "debug"]) console[name] = console.error;

const require = createRequire(import.meta.url);
const tf = require("@tensorflow/tfjs-core");
require("@tensorflow/tfjs-backend-cpu");
register("./module-hooks.mjs", import.meta.url);
await import("./node_modules/@tensorflow/tfjs-core/dist/register_all_gradients.js");

const LOSSES = { "tfjs-softmax": "softmaxCrossEntropy", "tfjs-sigmoid": "sigmoidCrossEntropy" };
const REDUCTIONS = { none: "NONE", mean: "MEAN", sum: "SUM", sum_by_nonzero_weights: "SUM_BY_NONZERO_WEIGHTS" };
const NUMBERS = { NaN: NaN, Infinity: Infinity, "-Infinity": -Infinity, "-0": -0 };
const OPTIONS = new Set(["labelSmoothing", "reduction"]);

function decode({ dtype, shape, hex }) {
  const words = hex === "" ? [] : hex.split(" ");
  if (dtype === "float32") {
    const bits = Uint32Array.from(words, (word) => Number.parseInt(word, 16));
    return tf.tensor(new Float32Array(bits.buffer), shape, "float32");
  }
  const bits = BigUint64Array.from(words, (word) => BigInt(`0x${word}`));
  if (dtype === "float64") return tf.tensor(new Float32Array(new Float64Array(bits.buffer)), shape, "float32");
  return tf.tensor(Int32Array.from(new BigInt64Array(bits.buffer), Number), shape, "int32");
}

function encode(tensor) {
  const values = Float32Array.from(tensor.dataSync());
  const bits = new Uint32Array(values.buffer);
  const words = Array.from(bits, (word, at) => (Number.isNaN(values[at]) ? "7fc00000" : word.toString(16).padStart(8, "0")));
  return { dtype: tensor.dtype, shape: tensor.shape, hex: words.join(" ") };
}

function attempt(phase, work) {
  try {
    return { value: work() };
  } catch (error) {
    return { thrown: { phase, type: error?.name ?? typeof error, message: String(error?.message ?? error).trim().split("\n")[0] } };
  }
}

function answer({ id, variant, options, inputs }) {
  for (const name of Object.keys(options)) if (!OPTIONS.has(name)) throw new Error(`${id}: no option ${name} in this reference`);
  const loss = tf.losses[LOSSES[variant]];
  const [x, target, weights, upstream] = ["logits", "target", "sampleWeight", "upstream"].map((name) =>
    inputs[name] === undefined ? undefined : decode(inputs[name]),
  );
  const smoothing = options.labelSmoothing;
  const reduction = options.reduction;
  const call = (first) =>
    loss(
      target,
      first,
      weights,
      typeof smoothing === "string" ? NUMBERS[smoothing] : smoothing,
      reduction === undefined ? undefined : (tf.Reduction[REDUCTIONS[reduction]] ?? reduction),
    );
  const called = attempt("call", () => call(x));
  if (called.thrown) return { id, kind: "throws", ...called.thrown };
  // tf.grad(f)(x, dy) is the gradient of sum(f(x) * dy): dy seeds the backward pass.
  const differentiated = attempt("backward", () => tf.grad(call)(x, upstream ?? tf.onesLike(called.value)));
  if (differentiated.thrown) return { id, kind: "throws", ...differentiated.thrown };
  return { id, kind: "value", loss: encode(called.value), gradient: encode(differentiated.value) };
}

await tf.setBackend("cpu");
for await (const line of createInterface({ input: process.stdin })) {
  if (line.trim() === "") continue;
  const reply = tf.tidy(() => answer(JSON.parse(line)));
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
