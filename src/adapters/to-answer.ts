/** Turns a response of the protocol into an answer that can be judged. */
import type { Answer } from "../compare/verdict.ts";
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
        // The name of the output comes first; what follows a colon is no part of the cause.
        const reason = error instanceof Error ? error.message : String(error);
        return { kind: "errored", message: `the adapter's ${reason.replace(": ", " cannot be read: ")}` };
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
