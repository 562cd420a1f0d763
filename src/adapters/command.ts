/** A program that speaks the protocol, as an implementation under test. */
import type { Answer } from "../compare/verdict.ts";
import type { Implementation } from "../conformance/implementation.ts";
import type { Call } from "../fixtures/vector.ts";
import type { RunRequest } from "../protocol/messages.ts";
import { encodeTensor, nameNonFinite } from "../protocol/wire-tensor.ts";
import { VARIANTS } from "../variants/index.ts";
import { splitCommand } from "./command-line.ts";
import { Conversation, type Limits } from "./conversation.ts";
import { toAnswer } from "./to-answer.ts";
import { checkTransport } from "./transport.ts";

type WireOption = RunRequest["options"][string];

/** Requests in flight: enough that neither side waits for the other. */
const IN_FLIGHT = 64;

/**
 * Starts the program, waits for its hello and checks that its transport loses no bits.
 *
 * @param command a command line, which is split at blanks without a shell, or its words
 * @throws AdapterError where it cannot be used
 */
export async function commandImplementation(
  command: string | readonly string[],
  limits: Limits,
): Promise<Implementation> {
  const conversation = new Conversation(
    typeof command === "string" ? splitCommand(command) : command,
    limits,
  );
  try {
    const hello = await conversation.start();
    const remarks = await checkTransport(conversation);
    const { implementation, variants, gradient, dtypes, codes } = hello;
    const namesNoVariants = variants.length === 0;
    return {
      ...implementation,
      variants: namesNoVariants ? VARIANTS.map(({ id }) => id) : variants,
      ...(namesNoVariants && { namesNoVariants }),
      gradient,
      ...(codes === true && { codes }),
      judged: "default",
      inFlight: IN_FLIGHT,
      remarks: () => [...remarks, ...conversation.remarks],
      close: () => conversation.stop(),
      async answer(call): Promise<Answer> {
        if (!dtypes.includes(call.dtype)) {
          return { kind: "skipped", reason: `${implementation.name} has no dtype ${call.dtype}` };
        }
        return toAnswer(await conversation.ask(requestFor(call, gradient)));
      },
    };
  } catch (error) {
    await conversation.stop();
    throw error;
  }
}

/** The request for a call. An option that is null is left out. */
function requestFor({ id, variant, options, inputs }: Call, gradient: boolean): RunRequest {
  const given = Object.entries(options).filter((entry): entry is [string, WireOption] => entry[1] !== null);
  return {
    type: "run",
    id,
    variant,
    options: Object.fromEntries(
      given.map(([name, value]) => [name, typeof value === "number" ? nameNonFinite(value) : value]),
    ),
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, encodeTensor(tensor)])),
    want: gradient ? ["loss", "gradient"] : ["loss"],
  };
}
