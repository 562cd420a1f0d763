/** The smoke test: values that careless transports lose must come back bit for bit, before any loss is judged. */

import type { Tensor } from "../math/tensor.ts";
import { decodeTensor, encodeTensor } from "../protocol/wire-tensor.ts";
import { AdapterError } from "./adapter-error.ts";
import type { Conversation } from "./conversation.ts";

/** NaN, the sign of zero, the smallest subnormal, an infinity, and an integer that float32 has no room for. */
const PROBE: Tensor = {
  dtype: "float64",
  shape: [5],
  data: Float64Array.of(Number.NaN, -0, 5e-324, Number.NEGATIVE_INFINITY, 2 ** 24 + 1),
};

/** @returns remarks @throws AdapterError naming the value that was lost */
export async function checkTransport(conversation: Conversation): Promise<readonly string[]> {
  const request = { type: "echo", id: "echo", tensor: encodeTensor(PROBE) };
  const response = await conversation.ask(request);
  if ("kind" in response)
    throw new AdapterError(
      response.kind === "errored" ? response.message : "the adapter did not answer the echo",
    );
  if (response.type === "skipped")
    return [`skipped the echo (${response.reason}): its transport is unproved`];
  if (response.type !== "echo")
    throw new AdapterError(
      `the adapter answered the echo with ${response.type}${"message" in response ? `: ${response.message}` : ""}`,
    );
  const echoed = decodeTensor(response.tensor, "tensor");
  for (const [index, sent] of PROBE.data.entries()) {
    const came = echoed.data[index];
    if (!Object.is(sent, came)) {
      const [out, back] = [sent, came].map((value) => (Object.is(value, -0) ? "-0" : String(value)));
      throw new AdapterError(
        `the adapter's transport loses values, so no loss was judged: ${out} came back as ${back}`,
      );
    }
  }
  return [];
}
