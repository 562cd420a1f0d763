/**
 * ONNX Runtime; only this file imports it. It is an optional peer, loaded when the first graph is opened.
 */
import { createRequire } from "node:module";
import { type ExternalData, graphOf, type OpenGraph, SESSION_OPTIONS } from "./open-graph.ts";

const PACKAGE = "onnxruntime-node";

/** The message where it is not installed. */
export const HOW_TO_INSTALL = `expected the package ${PACKAGE}. Run: npm install ${PACKAGE}@1.30.0`;

/** Whether the package can be found. This does not load it. */
export function isInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve(PACKAGE);
    return true;
  } catch {
    return false;
  }
}

/** Opens a graph. @throws Error with ONNX Runtime's message for a graph that it refuses */
export async function openGraph(model: Uint8Array, externalData: ExternalData = []): Promise<OpenGraph> {
  // ONNX Runtime reads this when it is loaded; its telemetry would leave temporary files and connect to its makers.
  process.env.ORT_DISABLE_TELEMETRY = "1";
  const runtime = await import("onnxruntime-node");
  const session = await runtime.InferenceSession.create(model, {
    ...SESSION_OPTIONS,
    ...(externalData.length === 0 ? {} : { externalData }),
  });
  return graphOf(session, runtime.Tensor);
}
