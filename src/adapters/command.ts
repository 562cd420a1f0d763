/** Any program that speaks the protocol, as an implementation under test. */
import type { Answer } from "../compare/verdict.ts";
import type { Implementation } from "../conformance/implementation.ts";
import type { Vector } from "../fixtures/vector.ts";
import { encodeTensor, nameNonFinite } from "../protocol/wire-tensor.ts";
import { AdapterError } from "./adapter-error.ts";
import { Conversation, DEFAULT_LIMITS, type Limits, toAnswer } from "./conversation.ts";
import { checkTransport } from "./transport.ts";

/** Requests in flight: enough that neither side waits for the other. */
const IN_FLIGHT = 64;

/**
 * Starts the program, greets it and checks that it loses no bits.
 *
 * @throws AdapterError where it cannot be used
 */
export async function commandImplementation(
  command: string | readonly string[],
  limits: Limits = DEFAULT_LIMITS,
): Promise<Implementation> {
  const conversation = new Conversation(command, limits);
  try {
    const hello = await conversation.start();
    const remarks = await checkTransport(conversation);
    const { implementation, variants, gradient, dtypes } = hello;
    return {
      ...implementation,
      variants,
      gradient,
      judged: "default",
      inFlight: IN_FLIGHT,
      remarks: () => [...remarks, ...conversation.remarks],
      close: () => conversation.stop(),
      async answer(vector): Promise<Answer> {
        if (!dtypes.includes(vector.dtype)) {
          return { kind: "skipped", reason: `${implementation.name} has no dtype ${vector.dtype}` };
        }
        return toAnswer(await conversation.ask(requestFor(vector, gradient)));
      },
    };
  } catch (error) {
    await conversation.stop();
    throw error instanceof AdapterError ? error : new AdapterError(String(error), { cause: error });
  }
}

function requestFor(
  { id, variant, options, inputs }: Vector,
  gradient: boolean,
): { type: "run"; id: string } {
  const request = {
    type: "run" as const,
    id,
    variant,
    options: Object.fromEntries(
      Object.entries(options).map(([name, value]) => [
        name,
        typeof value === "number" ? nameNonFinite(value) : value,
      ]),
    ),
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, encodeTensor(tensor)])),
    want: gradient ? ["loss", "gradient"] : ["loss"],
  };
  return request;
}
