// An adapter for smoothproof in JavaScript. Fill in run().
//
//     npx smoothproof conformance --exec "node adapter.mjs"
//
// The protocol: one JSON object per line, requests on standard input, answers on standard output, which carries nothing
// else. Standard error is free. (For a loss that can be imported, `--module FILE` needs no adapter at all.)
import { createInterface } from "node:readline";

const implementation = { name: "my-loss", version: "0.1.0", language: "JavaScript" };
/** Ids of the variants you implement: see npx smoothproof list. */
const variants = ["torch"];
const dtypes = ["float32", "float64"];

/** Throw it for what you do not have; the text says what. */
class Skip extends Error {}

/**
 * Throw it where your loss refuses its arguments. Codes are listed in smoothproof's docs/protocol.md; the phase is
 * construct, call or backward.
 */
export class Refuse extends Error {
  constructor(phase, code, message) {
    super(message);
    Object.assign(this, { phase, code });
  }
}

/**
 * Your loss: options and inputs by name, the loss and its gradient back, in the dtype of the first input. A tensor is
 * { dtype: "float32", shape: [2, 3], data: [six numbers in row-major order] }.
 *
 * The gradient is that of sum(loss * upstream) in the first input; upstream is 1 where it is not given. Throw Skip for
 * what your loss is not written for, such as weights, more axes or another reduction: a skipped call does not fail.
 *
 * @returns {{ loss: object, gradient: object }}
 */
function run(_variant, _options, _inputs) {
  throw new Skip("not written yet");
}

function answer({ type, id, tensor, variant, options, inputs }) {
  if (type === "hello") return { type, protocol: 1, implementation, variants, gradient: true, dtypes };
  if (type === "echo") return { type, id, tensor: write(read(tensor)) };
  try {
    const { loss, gradient } = run(variant, mapValues(options, number), mapValues(inputs, read));
    return { type: "result", id, loss: write(loss), gradient: write(gradient) };
  } catch (error) {
    if (error instanceof Skip) return { type: "skipped", id, reason: error.message };
    if (!(error instanceof Refuse)) {
      // Nobody foresaw it: this call fails, and the conversation goes on.
      return { type: "error", id, phase: "call", code: "exception", message: String(error) };
    }
    return { type: "error", id, phase: error.phase, code: error.code, message: error.message };
  }
}

/** JSON has no digits for NaN and the infinities, and -0 would lose its sign. */
const NUMBERS = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
  "-0": -0,
};
const number = (value) => NUMBERS[value] ?? value;
const word = (value) => (Object.is(value, -0) ? "-0" : Number.isFinite(value) ? value : String(value));
const read = (tensor) => ({ ...tensor, data: tensor.data.map(number) });
const write = (tensor) => ({ ...tensor, data: Array.from(tensor.data, word) });

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  if (request.type === "bye") break;
  process.stdout.write(`${JSON.stringify(answer(request))}\n`);
}
