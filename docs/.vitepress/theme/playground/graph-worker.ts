/// <reference lib="dom" />
/**
 * Identifies an ONNX graph beside the page. ONNX Runtime comes from the site itself, and only once a graph is given: it has
 * 14 MB. A graph that never ends or takes all memory ends with this worker.
 */

import wasmUrl from "onnxruntime-web/ort-wasm-simd-threaded.wasm?url";
import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";
import { oneLine } from "../../../../dist/files/strangers-text.js";
import { askGraph } from "../../../../dist/identify/ask-graph.js";
import { identifyGraph } from "../../../../dist/identify/identify-graph.js";
import { smoothingHint } from "../../../../dist/identify/smoothing-hints.js";
import { constantVectors } from "../../../../dist/onnx/constants.js";
import { checkModel } from "../../../../dist/onnx/model-check.js";
import type { ModelSummary } from "../../../../dist/onnx/model-proto.js";
import { graphOf, type OpenGraph, SESSION_OPTIONS } from "../../../../dist/onnx/open-graph.js";
import { assignRoles } from "../../../../dist/onnx/roles.js";
import { describeMatch, graphNote } from "../../../../dist/report/graph.js";
import { type Answer, answerOf } from "./answer.ts";

export interface GraphFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Most kinds of operators that a line has room for. */
const MOST_NAMED = 12;

/** What the file holds, before anything is run. */
export interface GraphFacts {
  readonly producer: string;
  /** Kinds of operators and how often each occurs, the most frequent first. */
  readonly operators: string;
}

function factsOf({ producer, operators }: ModelSummary): GraphFacts {
  const counts = new Map<string, number>();
  for (const name of operators) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const named = sorted
    .slice(0, MOST_NAMED)
    .map(([name, count]) => (count === 1 ? name : `${name} ×${count}`));
  const left = sorted.length - named.length;
  return {
    producer: oneLine(producer.trim()),
    operators: oneLine([...named, ...(left > 0 ? [`+${left}`] : [])].join(", ")),
  };
}

async function openGraph(bytes: Uint8Array): Promise<OpenGraph> {
  // Threads need headers that a static host may not send; the graphs are small.
  env.wasm.numThreads = 1;
  env.logLevel = "fatal";
  env.wasm.wasmPaths = { wasm: wasmUrl };
  return graphOf(
    await InferenceSession.create(bytes, { ...SESSION_OPTIONS, executionProviders: ["wasm"] }),
    Tensor,
  );
}

async function identified({ name, bytes }: GraphFile): Promise<Answer> {
  const summary = checkModel(name, bytes);
  const elsewhere = summary.tensors.find(({ external }) => external !== undefined)?.external;
  if (elsewhere !== undefined)
    throw new Error(
      `${name}: expected a model that holds its tensors, got one that keeps them in ${JSON.stringify(elsewhere.location)}`,
    );
  self.postMessage(factsOf(summary));
  const graph = await openGraph(bytes).catch((cause) => {
    const reason = (cause as Error).message.replace(/^.*ERROR_MESSAGE: /s, "");
    throw new Error(`${name}: ONNX Runtime refuses it: ${reason}`, { cause });
  });
  const roles = assignRoles(graph.inputs, graph.outputs, { inputs: {}, outputs: {} });
  const identity = await identifyGraph({
    roles,
    ask: (probe) => askGraph((inputs) => graph.run(inputs).catch(() => undefined), roles, probe),
    constants: constantVectors({ summary, external: [] }),
  });
  return answerOf(
    identity.matches.map(describeMatch),
    graphNote(identity, smoothingHint(summary.remarks, name)),
  );
}

self.onmessage = async ({ data }: MessageEvent<GraphFile>) => {
  try {
    self.postMessage(await identified(data));
  } catch (error) {
    self.postMessage(oneLine(error instanceof Error ? error.message : String(error)));
  }
};
