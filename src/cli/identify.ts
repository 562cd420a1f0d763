/** `smoothproof identify`: which loss made a number, or is computed by a graph, a module or a program. */
import { type ExitCode, UsageError } from "./exit-codes.ts";
import { runIdentifyGraph } from "./identify-graph.ts";
import { runIdentifyNumbers } from "./identify-numbers.ts";
import { type IdentifyProgramOptions, runIdentifyProgram } from "./identify-program.ts";
import type { GraphOptions } from "./onnx.ts";

export interface IdentifyOptions extends GraphOptions, IdentifyProgramOptions {
  readonly input?: string;
  readonly json?: boolean;
}

const SUBJECTS = ["input", "module", "exec", "onnx"] as const;

export function runIdentify(options: IdentifyOptions): Promise<ExitCode> {
  const named = SUBJECTS.filter((name) => options[name] !== undefined);
  if (named.length !== 1) {
    const got = named.length === 0 ? "none" : named.map((name) => `--${name}`).join(" and ");
    throw new UsageError(`expected one of ${SUBJECTS.map((name) => `--${name}`).join(", ")}, got ${got}`);
  }
  const { input, onnx } = options;
  if (options.as !== undefined && (input ?? onnx) !== undefined)
    throw new UsageError(`--as: expected with --module or --exec, got "${options.as}" without`);
  if (input !== undefined) return runIdentifyNumbers(input, options.json ?? false);
  return onnx === undefined ? runIdentifyProgram(options) : runIdentifyGraph({ ...options, onnx });
}
