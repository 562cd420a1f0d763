/** The loss as users of jax-js write it, on its WebAssembly backend. */
globalThis.navigator ??= {};
const { defaultDevice, grad, init, jit, nn, numpy: np } = await import("@jax-js/jax");

import { contend, logits, targets } from "./contend.mjs";

await init("wasm");
defaultDevice("wasm");

contend(
  {},
  {
    "jax-js wasm"(rows, classes, ...apart) {
      if (apart.length > 0) return {};
      const hot = new Float32Array(rows * classes).fill(0.1 / classes);
      targets(rows, classes).forEach((k, row) => {
        hot[row * classes + k] += 0.9;
      });
      const q = np.array(hot, { dtype: np.float32 }).reshape([rows, classes]);
      const x = np.array(logits(rows, classes), { dtype: np.float32 }).reshape([rows, classes]);
      const loss = (x) => nn.logSoftmax(x, -1).mul(q.ref).sum(-1).mul(-1).mean();
      const both = jit((x) => [loss(x.ref), grad(loss)(x)]);
      const alone = jit(loss);
      return {
        async both() {
          const [value, gradient] = both(x.ref);
          return [await value.data(), await gradient.data()];
        },
        async loss() {
          return [await alone(x.ref).data()];
        },
        value: ([first]) => first[0],
      };
    },
  },
);
