/** Checks, before any loss is judged, that values which careless transports lose come back bit for bit. */

import { formatShape, sameShape, type Tensor } from "../math/tensor.ts";
import type { WireTensor } from "../protocol/messages.ts";
import { decodeTensor, encodeTensor } from "../protocol/wire-tensor.ts";
import { AdapterError } from "./adapter-error.ts";
import type { Conversation } from "./conversation.ts";

/** NaN, the sign of zero, the smallest subnormal, an infinity, and an integer that float32 cannot represent. */
const PROBE: Tensor = {
  dtype: "float64",
  shape: [5],
  data: Float64Array.of(Number.NaN, -0, 5e-324, Number.NEGATIVE_INFINITY, 2 ** 24 + 1),
};

/** @returns remarks @throws AdapterError naming the value that was lost */
export async function checkTransport(conversation: Conversation): Promise<readonly string[]> {
  const response = await conversation.ask({ type: "echo", id: "echo", tensor: encodeTensor(PROBE) });
  if ("kind" in response) {
    if (response.kind === "errored") throw new AdapterError(`${response.message}${response.detail ?? ""}`);
    throw new AdapterError(
      response.kind === "unasked" ? response.reason : "the adapter did not answer the echo",
    );
  }
  if (response.type === "skipped")
    return [`the adapter skipped the echo (${response.reason}): its transport is untested`];
  if (response.type !== "echo") {
    const said = response.type === "error" ? `: ${response.message}` : "";
    throw new AdapterError(`the adapter answered the echo with ${response.type}${said}`);
  }
  const loss = lost(response.tensor);
  if (loss === undefined) return [];
  throw new AdapterError(`the adapter's transport loses values, so no loss was judged: ${loss}`);
}

function lost(wire: WireTensor): string | undefined {
  const { dtype, shape } = PROBE;
  if (wire.dtype !== dtype || !sameShape(wire.shape, shape)) {
    const [sent, came] = [PROBE, wire].map((tensor) => `${tensor.dtype} ${formatShape(tensor.shape)}`);
    return `${sent} came back as ${came}`;
  }
  let echoed: Tensor;
  try {
    echoed = decodeTensor(wire, "tensor");
  } catch (error) {
    return (error as Error).message;
  }
  const at = PROBE.data.findIndex((value, index) => !Object.is(value, echoed.data[index]));
  if (at === -1) return undefined;
  const [sent, came] = [PROBE.data[at], echoed.data[at]].map((value) =>
    Object.is(value, -0) ? "-0" : String(value),
  );
  return `${sent} came back as ${came}`;
}
