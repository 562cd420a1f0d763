// tf.losses.softmaxCrossEntropy and sigmoidCrossEntropy on the plain JavaScript backend, which has float32 alone.
import * as tf from "@tensorflow/tfjs";
import { inPhase, serve } from "./speak.mjs";

await tf.setBackend("cpu");

const LOSSES = {
  "tfjs-softmax": tf.losses.softmaxCrossEntropy,
  "tfjs-sigmoid": tf.losses.sigmoidCrossEntropy,
};
const codes = [
  [/Unknown reduction/, "reduction-unknown"],
  [/could not be broadcast/, "weight-shape"],
  [/shape|Shape|axis param|values passed to tensor/, "shape-mismatch"],
];
const about = {
  name: "@tensorflow/tfjs",
  version: tf.version.tfjs,
  language: "TypeScript",
  variants: Object.keys(LOSSES),
  dtypes: ["float32"],
  codes,
};

const decode = ({ dtype, shape, data }) => tf.tensor(data, shape, dtype === "int64" ? "int32" : "float32");
const encode = (tensor) => ({ dtype: "float32", shape: tensor.shape, data: tensor.dataSync() });

await serve(about, (variant, { labelSmoothing, reduction }, inputs) =>
  tf.tidy(() => {
    const [logits, target, weights, upstream] = ["logits", "target", "sampleWeight", "upstream"].map(
      (name) => inputs[name] && decode(inputs[name]),
    );
    // An unknown reduction is passed on as it is.
    const named = reduction === undefined ? undefined : (tf.Reduction[reduction.toUpperCase()] ?? reduction);
    const call = (x) => LOSSES[variant](target, x, weights, labelSmoothing, named);
    const loss = inPhase("call", () => call(logits));
    const gradient = inPhase("backward", () => tf.grad(call)(logits, upstream ?? tf.onesLike(loss)));
    return { loss: encode(loss), gradient: encode(gradient) };
  }),
);
