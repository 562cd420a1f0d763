/**
 * What can be judged, and the option that names it. implementations.ts loads each of them; help and
 * completion need only the names.
 */
import { BACKEND_IDS } from "../backends/ids.ts";

export const JUDGED = {
  backend: { value: "id", description: `one of our own: ${BACKEND_IDS.join(", ")}` },
  exec: {
    value: "command",
    description: "a program that speaks the adapter protocol, started without a shell",
  },
  module: { value: "file", description: "an ES module that exports loss or lossAndGradient" },
  onnx: { value: "file", description: "a loss graph" },
} as const satisfies { readonly [kind: string]: { readonly value: string; readonly description: string } };

export type JudgedKind = keyof typeof JUDGED;

export const JUDGED_KINDS = Object.keys(JUDGED) as readonly JudgedKind[];
