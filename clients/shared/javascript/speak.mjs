// The adapter protocol smoothproof/1 for JavaScript: tensors are { dtype, shape, data } with data an array of numbers.
//
//     await serve({ name, version, language, variants, dtypes }, (variant, options, inputs) => ({ loss, gradient }));
import { createInterface } from "node:readline";

/** Thrown for what the client does not have; the text says what. */
export class Skip extends Error {}

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

/**
 * Answers requests until the input ends. What `run` throws is a refusal, unless it is a Skip.
 *
 * @param about `codes` are pairs of a pattern and the code of the messages it is found in; what matches none is the code
 *   `exception`
 */
export async function serve({ name, version, language, variants, dtypes, gradient = true, codes = [] }, run) {
  // Standard output is the protocol's.
  for (const method of ["log", "info", "debug", "warn"]) console[method] = console.error;
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    if (request.type === "bye") break;
    process.stdout.write(`${JSON.stringify(await answer(request))}\n`);
  }

  async function answer({ type, id, tensor, variant, options, inputs }) {
    const implementation = { name, version, language };
    if (type === "hello") return { type, protocol: 1, implementation, variants, gradient, dtypes };
    if (type === "echo") return { type, id, tensor: write(read(tensor)) };
    try {
      const { loss, gradient } = await run(variant, mapValues(options, number), mapValues(inputs, read));
      return { type: "result", id, loss: write(loss), ...(gradient && { gradient: write(gradient) }) };
    } catch (error) {
      if (error instanceof Skip) return { type: "skipped", id, reason: error.message };
      const message = String(error?.message ?? error).split("\n")[0];
      const [, code] = codes.find(([pattern]) => pattern.test(message)) ?? [undefined, "exception"];
      return { type: "error", id, phase: error?.phase ?? "call", code, message };
    }
  }
}

/** Whatever `work` throws is a refusal in this phase. */
export function inPhase(phase, work) {
  try {
    return work();
  } catch (error) {
    throw error instanceof Skip ? error : Object.assign(new Error(error?.message ?? error), { phase });
  }
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
}
