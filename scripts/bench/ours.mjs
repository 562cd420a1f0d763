/** This package, as built in dist/, and the copy of the logits that nothing can beat. */
import { torch } from "../../dist/index.js";
import { EXACT } from "../../dist/loss/backend.js";
import { wasm } from "../../dist/wasm/index.js";
import { contend, logits, targets } from "./contend.mjs";

const OPTIONS = { labelSmoothing: 0.1 };
const backend = await wasm();
const pair = await wasm({ threads: 2 });

const value = (result) => (result.loss ?? result).data[0];

function targetOf([rows, classes, ...apart]) {
  return { data: targets(rows, classes, ...apart), shape: [rows, ...apart], dtype: "int64" };
}

function plain(environment) {
  return (...shape) => {
    const input = { data: logits(...shape), shape };
    const target = targetOf(shape);
    const criterion = torch(OPTIONS, environment);
    return {
      both: () => criterion.lossAndGradient(input, target),
      loss: () => criterion.loss(input, target),
      value,
    };
  };
}

/** Logits and gradient where the kernels have them: what a training loop would do. */
function held(on) {
  return (...shape) => {
    const input = on.tensor("float32", shape);
    const gradient = on.tensor("float32", shape);
    input.data.set(logits(...shape));
    const target = targetOf(shape);
    const criterion = torch(OPTIONS, { backend: on });
    return {
      both: () => criterion.lossAndGradient(input, target, { gradient }),
      loss: () => criterion.loss(input, target),
      value,
      end() {
        input.release();
        gradient.release();
      },
    };
  };
}

contend(
  { node: process.versions.node, v8: process.versions.v8, wasm: backend.build },
  {
    js: plain(undefined),
    "js-exact": plain({ backend: EXACT }),
    "wasm, copied in and out": plain({ backend }),
    "wasm, gradient used again": plain({ backend, reuse: true }),
    wasm: held(backend),
    "wasm, 2 threads": held(pair),
    copy(...shape) {
      const from = logits(...shape);
      const to = new Float32Array(from.length);
      return { both: () => to.set(from) };
    },
  },
);
