/** `smoothproof identify --onnx`: which loss a graph computes. */
import { GraphProcess } from "../adapters/graph-process.ts";
import { printResult } from "../files/standard-output.ts";
import { askGraph } from "../identify/ask-graph.ts";
import { type Probe, ProbeError } from "../identify/graph-probes.ts";
import { type GraphIdentity, identifyGraph } from "../identify/identify-graph.ts";
import { timeLimit } from "../identify/numbers/time-limit.ts";
import type { ProbeAnswer } from "../identify/probe-answers.ts";
import { type SmoothingHint, smoothingHint } from "../identify/smoothing-hints.ts";
import { InvalidArgument } from "../math/errors.ts";
import type { Tensor } from "../math/tensor.ts";
import { constantVectors } from "../onnx/constants.ts";
import { assignRoles, RolesError } from "../onnx/roles.ts";
import { graphNote, graphText } from "../report/graph.ts";
import { memoryLimit } from "./arguments.ts";
import { type ExitCode, UsageError } from "./exit-codes.ts";
import { exitOf, IDENTIFY_FORMAT, isAsExpected, readExpected, unexpected } from "./identify-outcome.ts";
import { jsonText } from "./json-text.ts";
import { onScreen } from "./on-screen.ts";
import { type GraphOptions, openModelFile, readNamed } from "./onnx.ts";
import { startWorking } from "./progress.ts";

interface IdentifyGraphOptions extends GraphOptions {
  readonly onnx: string;
  readonly expect?: string;
  /** Seconds that it is asked in all. */
  readonly timeLimit: number;
  readonly json?: boolean;
}

export async function runIdentifyGraph(options: IdentifyGraphOptions): Promise<ExitCode> {
  const expected = options.expect === undefined ? undefined : readExpected(options.expect);
  const named = readNamed(options);
  const file = openModelFile(options.onnx);
  const perCase = options.timeout * 1000;
  const graph = new GraphProcess(file, {
    perCase,
    start: Math.max(perCase, 60_000),
    memory: memoryLimit(options.memoryLimit, "graph"),
  });
  const checkTime = timeLimit(options.timeLimit);
  let isLate = false;
  const alarm = setTimeout(() => {
    isLate = true;
    void graph.close();
  }, options.timeLimit * 1000);
  const heard = startWorking("asking it");
  let identity: GraphIdentity;
  try {
    await graph.start();
    const roles = assignRoles(graph.inputs, graph.outputs, named);
    const run = async (inputs: { readonly [name: string]: Tensor }) => {
      const answer = await graph.run(inputs);
      if (answer.kind === "lost") throw new Error(answer.message);
      return answer.kind === "refused" ? undefined : answer.outputs;
    };
    const ask = (probe: Probe): Promise<ProbeAnswer | undefined> => askGraph(run, roles, probe);
    identity = await identifyGraph({ roles, ask, constants: constantVectors(file) }, checkTime);
  } catch (cause) {
    if (isLate || (cause instanceof InvalidArgument && cause.argument === "timeLimit"))
      throw new UsageError(
        `--time-limit: expected the graph to be identified within ${options.timeLimit} s, and it was not. Give more seconds, or export it for fewer rows or classes`,
        { cause },
      );
    const message = cause instanceof Error ? cause.message : String(cause);
    const isOurs = cause instanceof RolesError || cause instanceof ProbeError;
    throw new UsageError(`--onnx: ${isOurs ? `${file.path}: ` : ""}${message}`, { cause });
  } finally {
    heard();
    clearTimeout(alarm);
    await graph.close();
  }
  const hint = smoothingHint(file.summary.remarks, file.path);
  const isOther = expected !== undefined && !isAsExpected(expected, identity);
  const note = [...(isOther ? [unexpected(expected)] : []), graphNote(identity, hint)]
    .filter((said) => said !== "")
    .join("; ");
  printResult(
    options.json
      ? jsonText(IDENTIFY_FORMAT, { matches: identity.matches, ambiguous: identity.ambiguous, note })
      : onScreen(graphText(options.onnx, identity, note)),
  );
  return exitOf(identity, isOther || isLost(identity, hint) || identity.gradient === "differs");
}

/** Whether the graph has another smoothing than the one that its file mentions. */
function isLost({ matches: [best] }: GraphIdentity, hint: SmoothingHint | undefined): boolean {
  const found = best?.options.labelSmoothing;
  if (hint === undefined || typeof found !== "number") return false;
  return hint.smoothing === undefined ? found === 0 : found !== hint.smoothing;
}
