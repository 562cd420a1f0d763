// TensorFlow.js' own losses on its plain JavaScript backend.
//
//     npx smoothproof conformance --variant tfjs-softmax --variant tfjs-sigmoid --exec "node tfjs_builtins.mjs"
//
// TensorFlow.js has no float64. The gradients of its kernels are not in the bundle that Node loads; the file that
// registers them is one of its ES modules, which tfjs-gradients.mjs lets Node load.
import { createRequire, register } from "node:module";
import { createInterface } from "node:readline";

// TensorFlow.js prints warnings.
for (const name of ["log", "info", "debug"]) console[name] = console.error;

const require = createRequire(import.meta.url);
const tf = require("@tensorflow/tfjs-core");
require("@tensorflow/tfjs-backend-cpu");
register("./tfjs-gradients.mjs", import.meta.url);
await import(
  require.resolve("@tensorflow/tfjs-core").replace(/tf-core\.node\.js$/, "register_all_gradients.js")
);
await tf.setBackend("cpu");

const LOSSES = {
  "tfjs-softmax": tf.losses.softmaxCrossEntropy,
  "tfjs-sigmoid": tf.losses.sigmoidCrossEntropy,
};
const NUMBERS = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
  "-0": -0,
};
/** The text of a refusal, and its portable code. */
const CODES = [
  [/Unknown reduction/, "reduction-unknown"],
  [/could not be broadcast/, "weight-shape"],
];

const readNumber = (value) => (typeof value === "string" ? NUMBERS[value] : value);

function writeNumber(value) {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}

function decode({ dtype, shape, data }) {
  return tf.tensor(data.map(readNumber), shape, dtype === "int64" ? "int32" : "float32");
}

function encode(tensor) {
  return { dtype: "float32", shape: tensor.shape, data: Array.from(tensor.dataSync(), writeNumber) };
}

/** Whatever `work` throws is the loss's refusal in this phase. */
function inPhase(phase, work) {
  try {
    return work();
  } catch (error) {
    const message = String(error?.message ?? error).split("\n")[0];
    const [, code] = CODES.find(([text]) => text.test(message)) ?? [undefined, "shape-mismatch"];
    throw { phase, code, message };
  }
}

function compute({ variant, options, inputs }) {
  const [logits, target, weights, upstream] = ["logits", "target", "sampleWeight", "upstream"].map(
    (name) => inputs[name] && decode(inputs[name]),
  );
  const { labelSmoothing, reduction = "sum_by_nonzero_weights" } = options;
  const call = (x) =>
    LOSSES[variant](
      target,
      x,
      weights,
      labelSmoothing === undefined ? undefined : readNumber(labelSmoothing),
      tf.Reduction[reduction.toUpperCase()] ?? reduction,
    );
  const loss = inPhase("call", () => call(logits));
  const gradient = inPhase("backward", () => tf.grad(call)(logits, upstream ?? tf.onesLike(loss)));
  return { loss: encode(loss), gradient: encode(gradient) };
}

function answer(request) {
  const { type, id, tensor } = request;
  if (type === "hello") {
    const implementation = { name: "tf.losses", version: tf.version_core, language: "JavaScript" };
    return {
      type,
      protocol: 1,
      implementation,
      variants: Object.keys(LOSSES),
      gradient: true,
      dtypes: ["float32"],
    };
  }
  if (type === "echo")
    return { type, id, tensor: { ...tensor, data: tensor.data.map(readNumber).map(writeNumber) } };
  try {
    return { type: "result", id, ...tf.tidy(() => compute(request)) };
  } catch (refusal) {
    return { type: "error", id, ...refusal };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  if (request.type === "bye") break;
  process.stdout.write(`${JSON.stringify(answer(request))}\n`);
}
