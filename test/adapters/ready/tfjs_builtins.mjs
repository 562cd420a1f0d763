// TensorFlow.js' own losses on its plain JavaScript backend.
//
//     npx smoothproof conformance --variant tfjs-softmax --variant tfjs-sigmoid --exec "node tfjs_builtins.mjs"
//     npx smoothproof conformance --variant equation1 --variant keras-categorical --variant keras-binary \
//       --exec "node tfjs_builtins.mjs" --expected-failures tfjs_builtins.expected.json
//
// Judged by the vectors of their own variants they pass, quirks and all. Judged by what somebody expects who ports
// equation (1) or a Keras model they fail exactly where the list says, so that an upstream fix is noticed.
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

const { softmaxCrossEntropy, sigmoidCrossEntropy } = tf.losses;
const { MEAN, SUM, NONE } = tf.Reduction;

/** Keras divides a weighted mean by the number of losses, and TensorFlow.js does not. */
function sameAsKeras(name, weighted) {
  return {
    sum: SUM,
    none: NONE,
    mean_with_sample_weight: MEAN,
    ...(weighted ? {} : { sum_over_batch_size: MEAN }),
  }[name];
}

/** What somebody who ports a loss would call in its place, and the reductions that mean the same there. */
const LOSSES = {
  "tfjs-softmax": {
    loss: softmaxCrossEntropy,
    reduction: "sum_by_nonzero_weights",
    same: (name) => tf.Reduction[name.toUpperCase()] ?? name,
  },
  "tfjs-sigmoid": {
    loss: sigmoidCrossEntropy,
    reduction: "sum_by_nonzero_weights",
    same: (name) => tf.Reduction[name.toUpperCase()] ?? name,
  },
  equation1: {
    loss: softmaxCrossEntropy,
    reduction: "mean",
    same: (name) => ({ mean: MEAN, sum: SUM, none: NONE })[name],
  },
  "keras-categorical": {
    loss: softmaxCrossEntropy,
    reduction: "sum_over_batch_size",
    same: sameAsKeras,
  },
  "keras-binary": {
    loss: sigmoidCrossEntropy,
    reduction: "sum_over_batch_size",
    same: sameAsKeras,
  },
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

/** Why a loss cannot be asked: then it is skipped, which is no failure and no pass. */
function missing({ variant, options, inputs }) {
  const { loss, reduction, same } = LOSSES[variant];
  const { fromLogits, axis = -1 } = options;
  if (inputs.logits?.dtype === "float64") return "TensorFlow.js has no float64";
  if (inputs.logits === undefined || fromLogits === false) return `${loss.name} takes logits`;
  if (axis !== -1 && axis !== inputs.logits.shape.length - 1)
    return `${loss.name} takes classes on the last axis`;
  if (same(options.reduction ?? reduction, inputs.sampleWeight !== undefined) === undefined)
    return `there is no reduction ${options.reduction ?? reduction} of weighted losses`;
  return undefined;
}

/** One-hot rows of class indices, which the losses do not take, and equation (1) does. */
function oneHot(variant, target, logits) {
  if (target.rank === logits.rank || variant !== "equation1") return target;
  return tf.oneHot(target, logits.shape.at(-1), 1, 0, "float32");
}

function compute({ variant, options, inputs }) {
  const [logits, target, weights, upstream] = ["logits", "target", "sampleWeight", "upstream"].map(
    (name) => inputs[name] && decode(inputs[name]),
  );
  const { loss: builtin, reduction: byDefault, same } = LOSSES[variant];
  const { labelSmoothing, reduction = byDefault } = options;
  const call = (x) =>
    builtin(
      oneHot(variant, target, logits),
      x,
      weights,
      labelSmoothing === undefined ? undefined : readNumber(labelSmoothing),
      same(reduction, weights !== undefined),
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
  const reason = missing(request);
  if (reason !== undefined) return { type: "skipped", id, reason };
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
