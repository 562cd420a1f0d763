// jax-js has no loss: its users write cross entropy on nn.logSoftmax, and smoothed labels as they do in JAX. The
// gradient is grad's. On the WebAssembly backend.
globalThis.navigator ??= {};
const { defaultDevice, grad, init, nn, numpy: np } = await import("@jax-js/jax");

import { readFileSync } from "node:fs";
import { inPhase, Skip, serve } from "./speak.mjs";

await init("wasm");
defaultDevice("wasm");

const { version } = JSON.parse(
  readFileSync(new URL("node_modules/@jax-js/jax/package.json", import.meta.url)),
);
const about = {
  name: "@jax-js/jax",
  version,
  language: "TypeScript",
  variants: ["equation1"],
  // Its float16 is the runtime's own, which Node has from 24 on.
  dtypes: ["float32", ...("Float16Array" in globalThis ? ["float16"] : [])],
  codes: [[/shape|Shape|broadcast|dimension/, "shape-mismatch"]],
};

const array = ({ dtype, shape, data }) => np.array(data, { dtype: np[dtype] }).reshape(shape);
const tensor = (dtype, shape, value) => ({ dtype, shape, data: [value.js()].flat(Number.POSITIVE_INFINITY) });

await serve(
  about,
  (_variant, { labelSmoothing: a = 0, reduction = "mean" }, { logits, target, upstream }) => {
    const { dtype, shape } = logits;
    const classes = shape.at(-1);
    if (!["mean", "sum", "none"].includes(reduction)) throw new Skip("reductions are written by hand");
    if (dtype === "int64") throw new Skip("there is no int64");
    if (!(a >= 0 && a <= 1))
      throw new Skip("smoothing is a line that its users write, which checks no range");
    const lossShape = reduction === "none" ? shape.slice(0, -1) : [];
    if (upstream !== undefined && String(upstream.shape) !== String(lossShape))
      throw new Skip("an incoming gradient is a factor in the line, which checks no shape");
    if (shape.includes(0)) throw new Skip("there are no empty arrays");
    if (target.dtype === "int64" && target.data.some((k) => k < 0 || k >= classes))
      throw new Skip("the line that makes one-hot rows checks no index");
    const hot =
      target.dtype === "int64"
        ? target.data.flatMap((k) => Array.from({ length: classes }, (_, j) => Number(j === k)))
        : target.data;
    const q = array({ dtype, shape, data: hot })
      .mul(1 - a)
      .add(a / classes);
    const call = (x) => {
      const rows = nn.logSoftmax(x, -1).mul(q.ref).sum(-1).mul(-1);
      return reduction === "mean" ? rows.mean() : reduction === "sum" ? rows.sum() : rows;
    };
    const x = array(logits);
    const loss = inPhase("call", () => call(x.ref));
    const scaled = (x) => (upstream === undefined ? call(x).sum() : call(x).mul(array(upstream)).sum());
    const gradient = inPhase("backward", () => grad(scaled)(x));
    return { loss: tensor(dtype, lossShape, loss), gradient: tensor(dtype, shape, gradient) };
  },
);
