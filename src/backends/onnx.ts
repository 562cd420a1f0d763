/** The ONNX oracle: graphs made from the real references' code, run by ONNX Runtime, as an implementation. */

import type { Implementation } from "../conformance/implementation.ts";
import type { Call } from "../fixtures/vector.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { reductionPlan } from "../loss/row-losses.ts";
import { reshaped } from "../math/permute.ts";
import type { OpenGraph } from "../onnx/open-graph.ts";
import { HOW_TO_INSTALL, isInstalled, openGraph } from "../onnx/runtime.ts";
import { lossCallOf, optionValues } from "../protocol/loss-call-of.ts";
import { variantById } from "../variants/index.ts";
import { MissingError } from "./missing.ts";
import { feedsFor } from "./onnx-feeds.ts";
import { graphBytes, type OracleGraph, oracleGraphs } from "./onnx-index.ts";
import { takes } from "./onnx-match.ts";

/** @throws MissingError where onnxruntime-node is not installed */
export async function onnxImplementation(version: string): Promise<Implementation> {
  if (!isInstalled()) throw new MissingError(`onnx: ${HOW_TO_INSTALL}`);
  const graphs = oracleGraphs();
  const open = new Map<OracleGraph, Promise<OpenGraph>>();
  const opened = (graph: OracleGraph): Promise<OpenGraph> => {
    const found = open.get(graph) ?? openGraph(graphBytes(graph));
    open.set(graph, found);
    return found;
  };
  return {
    name: "smoothproof onnx",
    version,
    language: "ONNX",
    variants: [...new Set(graphs.map(({ variant }) => variant))],
    gradient: true,
    judged: "onnx",
    codes: true,
    async answer(call) {
      const lossCall = lossCallOf(call);
      if (lossCall === undefined) {
        return { kind: "skipped", reason: "the source refuses the call, and a graph cannot refuse one" };
      }
      const graph = graphFor(graphs, call, lossCall);
      if (graph === undefined)
        return { kind: "skipped", reason: `no graph takes ${describe(call, lossCall)}` };
      const { inputs, gradient } = feedsFor(lossCall, graph);
      const results = await (await opened(graph)).run(inputs);
      const { shape } = reductionPlan(lossCall);
      return {
        kind: "result",
        loss: reshaped(results.loss!, shape),
        gradient: gradient(results.gradient!),
      };
    },
  };
}

function graphFor(graphs: readonly OracleGraph[], call: Call, lossCall: LossCall): OracleGraph | undefined {
  const record = variantById(call.variant);
  if (record === undefined) return undefined;
  const options = optionValues(call.options);
  return graphs.find((graph) => graph.variant === record.id && takes(graph, record, options, lossCall));
}

function describe({ variant, options }: Call, { input, targetKind }: LossCall): string {
  const said = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  const words = [variant, input.dtype, `rank ${input.shape.length}`, targetKind, ...said];
  return words.join(", ");
}
