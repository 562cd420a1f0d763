// convnetjs' SoftmaxLayer, one example at a time: its backward returns the loss and leaves the gradient. Its users
// average over a batch by dividing both by the batch size, as its trainer does.
import { createRequire } from "node:module";
import { Skip, serve } from "./speak.mjs";

const require = createRequire(import.meta.url);
const convnetjs = require("convnetjs");
const { version } = require("./node_modules/convnetjs/package.json");
const about = {
  name: "convnetjs",
  version,
  language: "JavaScript",
  variants: ["torch"],
  dtypes: ["float32", "float64"],
};

/** convnetjs computes in float64; a float32 result is rounded once. */
const rounding = { float32: Math.fround, float64: (value) => value };

await serve(about, (_variant, options, { logits, target, weight, upstream }) => {
  const { labelSmoothing = 0, ignoreIndex = -100, reduction = "mean" } = options;
  if (labelSmoothing !== 0) throw new Skip("SoftmaxLayer has no smoothing");
  if (weight !== undefined) throw new Skip("SoftmaxLayer has no class weights");
  if (ignoreIndex !== -100 || target.data.includes(-100)) throw new Skip("SoftmaxLayer has no ignored class");
  if (target.dtype !== "int64") throw new Skip("SoftmaxLayer takes class indices");
  if (logits.shape.length !== 2 || target.shape.length !== 1)
    throw new Skip("SoftmaxLayer takes rows of logits");
  const [rows, classes] = logits.shape;
  if (rows === 0 || target.data.length !== rows)
    throw new Skip("one example at a time has no batch to check");
  if (target.data.some((k) => k < 0 || k >= classes)) throw new Skip("SoftmaxLayer checks no class index");
  const losses = [];
  const gradient = [];
  for (let row = 0; row < rows; row += 1) {
    const layer = new convnetjs.SoftmaxLayer({ in_sx: 1, in_sy: 1, in_depth: classes });
    const volume = new convnetjs.Vol(1, 1, classes, 0);
    for (let k = 0; k < classes; k += 1) volume.w[k] = logits.data[row * classes + k];
    layer.forward(volume, true);
    losses.push(layer.backward(target.data[row]));
    const share = upstream?.data[reduction === "none" ? row : 0] ?? 1;
    gradient.push(...Array.from(volume.dw, (slope) => (slope * share) / (reduction === "mean" ? rows : 1)));
  }
  const sum = losses.reduce((total, loss) => total + loss, 0);
  const data = { mean: [sum / rows], sum: [sum], none: losses }[reduction];
  if (data === undefined) throw new Skip("its trainer has no other reduction");
  const round = rounding[logits.dtype];
  return {
    loss: { dtype: logits.dtype, shape: reduction === "none" ? [rows] : [], data: data.map(round) },
    gradient: { dtype: logits.dtype, shape: logits.shape, data: gradient.map(round) },
  };
});
