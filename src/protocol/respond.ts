/** Answers one line with one line. Whatever the line is, the answer is a message of the protocol. */

import { parseJson } from "../files/json.ts";
import type { LossBackend } from "../loss/backend.ts";
import { DTYPE_NAMES } from "../math/dtypes.ts";
import { InvalidArgument, refuse } from "../math/errors.ts";
import type { Tensor } from "../math/tensor.ts";
import { VARIANTS } from "../variants/index.ts";
import { describeIssue, type Request, type Response, type RunRequest, requestSchema } from "./messages.ts";
import { runCall } from "./run.ts";
import { decodeTensor, encodeTensor, readOption } from "./wire-tensor.ts";

export interface ServedImplementation {
  readonly name: string;
  readonly version: string;
  readonly backend?: LossBackend;
}

/** The answer to a line; undefined for `bye`. */
export function respond(line: string, served: ServedImplementation): Response | undefined {
  let id: string | null = null;
  try {
    const request = parse(line, (found) => {
      id = found;
    });
    return answer(request, served);
  } catch (error) {
    if (error instanceof InvalidArgument) {
      return { type: "error", id, phase: error.phase, code: error.code, message: error.message };
    }
    const reason = error instanceof Error ? error.message : String(error);
    return { type: "error", id, phase: "call", code: "invalid-request", message: `request: ${reason}` };
  }
}

function parse(line: string, noteId: (id: string) => void): Request {
  let message: unknown;
  try {
    message = parseJson(line);
  } catch (cause) {
    const start = line.length > 40 ? `${line.slice(0, 40)}…` : line;
    refuse(
      "request",
      `expected one JSON object per line, got ${JSON.stringify(start)}`,
      "invalid-request",
      "call",
      { cause },
    );
  }
  if (typeof message === "object" && message !== null && "id" in message && typeof message.id === "string") {
    noteId(message.id);
  }
  const parsed = requestSchema.safeParse(message);
  if (parsed.success) return parsed.data;
  const { argument, problem } = describeIssue(parsed.error, message);
  refuse(argument, problem);
}

function answer(request: Request, served: ServedImplementation): Response | undefined {
  switch (request.type) {
    case "hello":
      if (request.protocol !== 1) {
        refuse("protocol", `expected 1, got ${request.protocol}`, "invalid-request", "construct");
      }
      return {
        type: "hello",
        protocol: 1,
        implementation: { name: served.name, version: served.version, language: "TypeScript" },
        variants: VARIANTS.map(({ id }) => id),
        gradient: true,
        dtypes: DTYPE_NAMES.filter((dtype) => dtype !== "int64"),
        codes: true,
      };
    case "run":
      return run(request, served);
    case "echo": {
      const decoded = decodeTensor(request.tensor, "tensor");
      // Valid bit patterns are returned unchanged, since JavaScript numbers do not keep the payloads of NaNs.
      const tensor = request.tensor.hex === undefined ? encodeTensor(decoded) : request.tensor;
      return { type: "echo", id: request.id, tensor };
    }
    case "bye":
      return undefined;
  }
}

function run(request: RunRequest, served: ServedImplementation): Response {
  const inputs: { [name: string]: Tensor } = {};
  let asHex = false;
  for (const [name, wire] of Object.entries(request.inputs)) {
    inputs[name] = decodeTensor(wire, name);
    // A request in bits gets an answer in bits.
    asHex ||= wire.hex !== undefined && name !== "target";
  }
  const options = Object.fromEntries(
    Object.entries(request.options).map(([name, value]) => [name, readOption(value)]),
  );
  const { loss, gradient } = runCall(
    { variant: request.variant, options, inputs, want: request.want },
    served.backend,
  );
  return {
    type: "result",
    id: request.id,
    ...(loss === undefined ? {} : { loss: encodeTensor(loss, asHex) }),
    ...(gradient === undefined ? {} : { gradient: encodeTensor(gradient, asHex) }),
  };
}
