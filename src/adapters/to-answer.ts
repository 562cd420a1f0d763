/** Turns a response of the protocol into an answer that can be judged. */
import type { Answer } from "../compare/verdict.ts";
import { InvalidArgument } from "../math/errors.ts";
import type { Tensor } from "../math/tensor.ts";
import type { Response, WireTensor } from "../protocol/messages.ts";
import { decodeTensor } from "../protocol/wire-tensor.ts";

/** A tensor that cannot be read, or a message of another kind, counts as an error. */
export function toAnswer(response: Answer | Response): Answer {
  if ("kind" in response) return response;
  switch (response.type) {
    case "result":
      try {
        return {
          kind: "result",
          ...decoded("loss", response.loss),
          ...decoded("gradient", response.gradient),
        };
      } catch (error) {
        if (!(error instanceof InvalidArgument)) throw error;
        const message = `the adapter's ${error.argument} cannot be read`;
        return { kind: "errored", message, detail: `: ${error.problem}` };
      }
    case "error":
      return { kind: "error", phase: response.phase, code: response.code, message: response.message };
    case "skipped":
      return { kind: "skipped", reason: response.reason };
    default:
      return { kind: "errored", message: `the adapter answered a run with ${response.type}` };
  }
}

function decoded<Name extends "loss" | "gradient">(
  name: Name,
  wire: WireTensor | undefined,
): { readonly [name in Name]?: Tensor } {
  return (wire === undefined ? {} : { [name]: decodeTensor(wire, name) }) as {
    readonly [name in Name]?: Tensor;
  };
}
