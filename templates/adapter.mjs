// An adapter for smoothproof in JavaScript. Fill in run(); speak.mjs beside it does the talking.
//
//     npx smoothproof conformance --exec "node adapter.mjs"
//
// (For a loss that can be imported, `--module FILE` needs no adapter at all.)
import { Skip, serve } from "./speak.mjs";

/** Ids of the variants you implement: see npx smoothproof list. */
const variants = ["torch"];
const dtypes = ["float32", "float64"];

/**
 * Your loss: options and inputs by name, the loss and its gradient back, in the dtype of the first input. A tensor is
 * { dtype: "float32", shape: [2, 3], data: [six numbers in row-major order] }.
 *
 * The gradient is that of sum(loss * upstream) in the first input; upstream is 1 where it is not given. What is thrown
 * fails that one call, unless the reference refuses it too. Throw Skip for what your loss is not written for, such as
 * weights, more axes or another reduction: a skipped call does not fail.
 *
 * @returns {{ loss: object, gradient: object }}
 */
function run(_variant, _options, _inputs) {
  throw new Skip("not written yet");
}

await serve({ name: "my-loss", version: "0.1.0", variants, dtypes }, run);
