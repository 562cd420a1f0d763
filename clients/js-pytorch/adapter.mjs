// js-pytorch's nn.CrossEntropyLoss, which takes no options, with its own autograd.
import { createRequire } from "node:module";
import { Skip, serve } from "./speak.mjs";

const require = createRequire(import.meta.url);
const { torch } = require("js-pytorch");
const { version } = require("./node_modules/js-pytorch/package.json");
const about = {
  name: "js-pytorch",
  version,
  language: "TypeScript",
  variants: ["torch"],
  dtypes: ["float32", "float64"],
};

/** js-pytorch computes in float64; a float32 result is rounded once. */
const rounding = { float32: Math.fround, float64: (value) => value };

await serve(about, (_variant, options, { logits, target, weight, upstream }) => {
  const { labelSmoothing = 0, ignoreIndex = -100, reduction = "mean" } = options;
  if (labelSmoothing !== 0) throw new Skip("CrossEntropyLoss has no smoothing");
  if (weight !== undefined) throw new Skip("CrossEntropyLoss has no class weights");
  if (reduction !== "mean") throw new Skip("CrossEntropyLoss has the mean alone");
  if (ignoreIndex !== -100 || target.data.includes(-100))
    throw new Skip("CrossEntropyLoss has no ignored class");
  if (target.dtype !== "int64") throw new Skip("CrossEntropyLoss takes class indices");
  if (logits.shape.length !== 2) throw new Skip("its classes are on the last axis, torch's on axis 1");
  const [rows, classes] = logits.shape;
  if (rows === 0) throw new Skip("there are no empty tensors");
  const x = torch.tensor(
    Array.from({ length: rows }, (_, i) => logits.data.slice(i * classes, (i + 1) * classes)),
    true,
  );
  const criterion = new torch.nn.CrossEntropyLoss();
  const loss = criterion.forward(x, torch.tensor(target.data));
  const scaled = upstream === undefined ? loss : torch.mul(loss, upstream.data[0]);
  scaled.backward();
  const round = rounding[logits.dtype];
  return {
    // A scalar of js-pytorch has shape [1].
    loss: { dtype: logits.dtype, shape: [], data: loss.data.flat(Number.POSITIVE_INFINITY).map(round) },
    gradient: {
      dtype: logits.dtype,
      shape: logits.shape,
      data: x.grad.flat(Number.POSITIVE_INFINITY).map(round),
    },
  };
});
