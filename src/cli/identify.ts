/** `smoothproof identify`: which loss made a number, or which one a graph, a module or a program computes. */
import { type ExitCode, UsageError } from "./exit-codes.ts";
import { runIdentifyGraph } from "./identify-graph.ts";
import { type IdentifyNumbersOptions, runIdentifyNumbers } from "./identify-numbers.ts";
import { type IdentifyProgramOptions, runIdentifyProgram } from "./identify-program.ts";
import type { GraphOptions } from "./onnx.ts";

export interface IdentifyOptions extends GraphOptions, IdentifyProgramOptions, IdentifyNumbersOptions {
  readonly json?: boolean;
}

const SUBJECTS = ["input", "logits", "logProbs", "probs", "module", "exec", "onnx"] as const;

/** Options that need a first input given as a separate file. */
const BESIDE = ["target", "weight", "sampleWeight", "loss", "gradient"] as const;

export function runIdentify(options: IdentifyOptions): Promise<ExitCode> {
  const named = SUBJECTS.filter((name) => options[name] !== undefined);
  if (named.length !== 1) {
    const got = named.length === 0 ? "none" : named.map(flagOf).join(" and ");
    throw new UsageError(`expected one of ${SUBJECTS.map(flagOf).join(", ")}, got ${got}`);
  }
  const { onnx } = options;
  const isProgram = (options.module ?? options.exec) !== undefined;
  if (options.as !== undefined && !isProgram)
    throw new UsageError(`--as: expected with --module or --exec, got "${options.as}" without`);
  const hasTensors = named.some((name) => name === "logits" || name === "logProbs" || name === "probs");
  const stray = BESIDE.find((name) => options[name] !== undefined);
  if (stray !== undefined && !hasTensors)
    throw new UsageError(`${flagOf(stray)}: expected with --logits, --log-probs or --probs`);
  if (!isProgram && onnx === undefined) return runIdentifyNumbers(options);
  return onnx === undefined ? runIdentifyProgram(options) : runIdentifyGraph({ ...options, onnx });
}

function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
