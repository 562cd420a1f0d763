/**
 * Runs one ONNX graph in a separate process: a graph that loops forever, fills the memory or crashes ONNX Runtime harms
 * only its own calls. graph-process.ts talks to it.
 */
import { MOST_MADE } from "../math/budget.ts";
import type { Tensor } from "../math/tensor.ts";
import type { ExternalData, OpenGraph, Port } from "../onnx/open-graph.ts";
import { openGraph } from "../onnx/runtime.ts";

export type HostRequest =
  | { readonly type: "open"; readonly bytes: Uint8Array; readonly external: ExternalData }
  | { readonly type: "run"; readonly inputs: { readonly [name: string]: Tensor } };

export type HostResponse =
  | { readonly type: "opened"; readonly inputs: readonly Port[]; readonly outputs: readonly Port[] }
  | { readonly type: "ran"; readonly outputs: { readonly [name: string]: Tensor } }
  | { readonly type: "failed"; readonly message: string };

let graph: OpenGraph | undefined;

async function answer(request: HostRequest): Promise<HostResponse> {
  try {
    if (request.type === "open") {
      graph = await openGraph(request.bytes, request.external);
      return { type: "opened", inputs: graph.inputs, outputs: graph.outputs };
    }
    if (graph === undefined) throw new Error("no graph is open");
    const outputs = await graph.run(request.inputs);
    const elements = Object.values(outputs).reduce((sum, { data }) => sum + data.length, 0);
    // They are copied on their way, and held as float64.
    if (elements > MOST_MADE)
      throw new Error(`expected at most ${MOST_MADE} elements in its outputs, got ${elements}`);
    return { type: "ran", outputs };
  } catch (error) {
    return { type: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}

process.on("message", (request: HostRequest) => {
  void answer(request).then((response) => process.send?.(response));
});
process.on("disconnect", () => process.exit(0));
