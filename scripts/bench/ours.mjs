/** This package, as built in dist/, and the copy of the logits that nothing can beat. */
import { torch } from "../../dist/index.js";
import { EXACT } from "../../dist/loss/backend.js";
import { wasm } from "../../dist/wasm/index.js";
import { contend, logits, targets } from "./contend.mjs";

const OPTIONS = { labelSmoothing: 0.1 };
const backend = await wasm();
const pair = await wasm({ threads: 2 });

const value = (result) => (result.loss ?? result).data[0];

function plain(environment) {
  return (rows, classes) => {
    const input = { data: logits(rows, classes), shape: [rows, classes] };
    const target = { data: targets(rows, classes), shape: [rows], dtype: "int64" };
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
  return (rows, classes) => {
    const input = on.tensor("float32", [rows, classes]);
    const gradient = on.tensor("float32", [rows, classes]);
    input.data.set(logits(rows, classes));
    const target = { data: targets(rows, classes), shape: [rows], dtype: "int64" };
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
    wasm: held(backend),
    "wasm, 2 threads": held(pair),
    copy(rows, classes) {
      const from = logits(rows, classes);
      const to = new Float32Array(from.length);
      return { both: () => to.set(from) };
    },
  },
);
