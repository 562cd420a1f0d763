// The adapter protocol smoothproof/1 for JavaScript, from Node's standard library alone. Nothing in it needs to be changed.
//
//     await serve({ name, version, variants, dtypes }, (variant, options, inputs) => ({ loss, gradient }));
//
// One JSON object per line: requests on standard input, answers on standard output, which carries nothing else. A tensor
// is { dtype: "float32", shape: [2, 3], data: [six numbers in row-major order] }.
import { createInterface } from "node:readline";

/** Throw it for what your loss is not written for; the text says what. A call that is skipped does not fail. */
export class Skip extends Error {}

/** Throw it for arguments that your loss refuses, if it has a code for that: smoothproof's docs/protocol.md lists them. */
export class Refuse extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

/** Whatever `work` throws is refused in this phase: construct, call or backward. Outside of it all, it is call. */
export function inPhase(phase, work) {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof Skip) throw cause;
    const error = cause instanceof Error ? cause : new Error(String(cause));
    throw Object.assign(error, { phase });
  }
}

/**
 * Answers requests until the input ends.
 *
 * @param about `variants` are ids of the losses that you have (npx smoothproof list). `codes` are pairs of a pattern and the
 *   code of the messages that it is found in, of which the first counts: where they are given, what your loss refuses is
 *   compared by phase and code; where they are not, any error is the right answer to a call that the reference refuses
 * @param run returns the loss and its gradient, or promises them; a gradient that is left out is one that you do not have
 */
export async function serve(
  {
    name,
    version,
    language = "JavaScript",
    variants,
    dtypes = ["float32", "float64"],
    gradient = true,
    codes,
  },
  run,
) {
  // Standard output is the protocol's.
  for (const method of ["log", "info", "debug", "warn"]) console[method] = console.error;
  const implementation = { name, version, language };
  const hello = {
    type: "hello",
    protocol: 1,
    implementation,
    variants,
    gradient,
    dtypes,
    ...(codes && { codes: true }),
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    if (request.type === "bye") break;
    const answer = request.type === "hello" ? hello : { id: request.id, ...(await answerOf(request)) };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }

  async function answerOf({ type, tensor, variant, options, inputs }) {
    if (type === "echo") return { type, tensor: write(read(tensor)) };
    try {
      const { loss, gradient } = await run(variant, mapValues(options, number), mapValues(inputs, read));
      return { type: "result", loss: write(loss), ...(gradient && { gradient: write(gradient) }) };
    } catch (error) {
      if (error instanceof Skip) return { type: "skipped", reason: error.message };
      const message = String(error?.message ?? error).split("\n")[0];
      const known = codes?.find(([pattern]) => pattern.test(message))?.[1] ?? "exception";
      const code = error instanceof Refuse ? error.code : known;
      return { type: "error", phase: error?.phase ?? "call", code, message };
    }
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
