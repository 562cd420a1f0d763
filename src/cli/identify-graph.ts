/** `smoothproof identify --onnx`: which loss a graph computes. */
import { GraphProcess } from "../adapters/graph-process.ts";
import { type Probe, ProbeError } from "../analysis/graph-probes.ts";
import type { AnswersIdentity, AnswersMatch, ProbeAnswer } from "../analysis/identify-answers.ts";
import { type GraphIdentity, identifyGraph } from "../analysis/identify-graph.ts";
import { describeName } from "../analysis/identify-subject.ts";
import { type SmoothingHint, smoothingHint } from "../analysis/smoothing-hints.ts";
import { print } from "../files/standard-output.ts";
import { sizeOf, type Tensor } from "../math/tensor.ts";
import { constantVectors } from "../onnx/constants.ts";
import { assignRoles, type Roles, RolesError } from "../onnx/roles.ts";
import { memoryLimit } from "./arguments.ts";
import { type ExitCode, UsageError } from "./exit-codes.ts";
import { exitOf, IDENTIFY_FORMAT, isAsExpected, readExpected, unexpected } from "./identify-outcome.ts";
import { jsonText } from "./json-text.ts";
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
  const alarm = setTimeout(() => void graph.close(), options.timeLimit * 1000);
  const heard = startWorking("asking it");
  let identity: GraphIdentity;
  try {
    await graph.start();
    const roles = assignRoles(graph.inputs, graph.outputs, named);
    const ask = (probe: Probe): Promise<ProbeAnswer | undefined> => askGraph(graph, roles, probe);
    identity = await identifyGraph({ roles, ask, constants: constantVectors(file) });
  } catch (cause) {
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
  const note = [...(isOther ? [unexpected(expected)] : []), noteOn(identity, hint)]
    .filter((said) => said !== "")
    .join("; ");
  print(
    options.json
      ? jsonText(IDENTIFY_FORMAT, { matches: identity.matches, ambiguous: identity.ambiguous, note })
      : renderText(options.onnx, identity, note),
  );
  return exitOf(identity, isOther || isLost(identity, hint) || identity.gradient === "differs");
}

/** Whether the graph has another smoothing than the one that its file mentions. */
function isLost({ matches: [best] }: GraphIdentity, hint: SmoothingHint | undefined): boolean {
  const found = best?.options.labelSmoothing;
  if (hint === undefined || typeof found !== "number") return false;
  return hint.smoothing === undefined ? found === 0 : found !== hint.smoothing;
}

/** Runs the graph on a probe; undefined where it refuses. @throws Error where it hangs or dies */
async function askGraph(graph: GraphProcess, roles: Roles, probe: Probe): Promise<ProbeAnswer | undefined> {
  for (const upstream of upstreamShapes(roles, probe)) {
    const run = await graph.run(feeds(roles, probe, upstream));
    if (run.kind === "lost") throw new Error(run.message);
    if (run.kind === "refused") continue;
    const loss = run.outputs[roles.outputs.loss.name];
    const gradient = roles.outputs.gradient && run.outputs[roles.outputs.gradient.name];
    if (loss !== undefined) return { probe, loss, ...(gradient === undefined ? {} : { gradient }) };
  }
  return undefined;
}

/** Shapes that an incoming gradient of ones may have: that of the rows, of the first input, or one that broadcasts. */
function upstreamShapes({ inputs }: Roles, { input, target }: Probe): readonly (readonly number[])[] {
  const rank = inputs.upstream?.shape.length ?? 0;
  const rows = target.dtype === "int64" ? target.shape : input.shape.slice(0, -1);
  const fitting = [rows, input.shape].filter((shape) => shape.length === rank);
  return [...fitting, new Array<number>(rank).fill(1)];
}

function feeds(
  { inputs }: Roles,
  probe: Probe,
  upstream: readonly number[],
): { readonly [name: string]: Tensor } {
  const { input, target } = probe;
  const width = input.shape[Math.min(1, input.shape.length - 1)] ?? 1;
  const scalar = (value: number): Tensor => ({ dtype: "float64", shape: [], data: Float64Array.of(value) });
  const values = {
    first: input,
    target,
    weight: probe.weight,
    sampleWeight: probe.sampleWeight,
    labelSmoothing: scalar(probe.labelSmoothing ?? 0),
    ignoreIndex: scalar(probe.ignoreIndex ?? 0),
    numClasses: scalar(width),
    upstream: { dtype: input.dtype, shape: upstream, data: new Float64Array(sizeOf(upstream)).fill(1) },
  };
  return Object.fromEntries(
    Object.entries(inputs).map(([role, port]) => [
      port.name,
      values[role as keyof typeof values] ?? scalar(1),
    ]),
  );
}

/** Notes that go with the matches, above all that a smoothing is lost. */
function noteOn(
  { matches, ambiguous, asked, answered, gradient, second }: GraphIdentity,
  hint: SmoothingHint | undefined,
): string {
  const [best] = matches;
  if (answered === 0) return `the graph refuses every call: ${asked} of ${asked}`;
  if (best === undefined) return "no known loss, right or wrong, gives these numbers";
  const notes = [
    ...(best.mutant === undefined
      ? []
      : [`no variant gives these numbers; it looks like ${best.variant} with ${best.mutant.says}`]),
    ...gradientNotes(gradient, second),
    ...(best.takesLogits
      ? [`it takes logits: the log-softmax that ${best.variant} leaves to its caller is in the graph`]
      : []),
    ...smoothingNotes(best, hint),
    ...(ambiguous ? [`the numbers do not tell ${namesOf(matches)} apart`] : []),
  ];
  return notes.join("; ");
}

/** The note where the loss is identified and the gradient is not its own. */
export function gradientNotes(gradient: "differs" | undefined, second: AnswersIdentity["second"]): string[] {
  if (gradient === undefined) return [];
  return second === undefined
    ? ["the gradient is not the one of this loss, nor that of any known mistake"]
    : [`a second mistake is in the gradient: ${second.says} (mutant ${second.id})`];
}

function smoothingNotes({ options }: AnswersMatch, hint: SmoothingHint | undefined): string[] {
  const found = options.labelSmoothing;
  if (typeof found !== "number") return [];
  const told = hint?.smoothing;
  if (found !== 0) {
    return told === undefined || told === found
      ? []
      : [`label smoothing is ${found}, but ${hint!.where} tells of ${told}`];
  }
  const cure =
    "torch.onnx.export(dynamo=True) drops it without a word. Export torch.export.export(…).run_decompositions() instead";
  if (hint === undefined || told === 0) {
    const lost = `If the loss it was made from had some, the export lost it: ${cure}`;
    return [`plain cross entropy: there is no label smoothing in this graph. ${lost}`];
  }
  const value = told === undefined ? "" : ` of ${told}`;
  return [`plain cross entropy: the label smoothing${value} is lost, which ${hint.where} tells of. ${cure}`];
}

function namesOf(matches: readonly AnswersMatch[]): string {
  return [...new Set(matches.map(({ variant }) => variant))].join(" and ");
}

function renderText(path: string, { matches }: GraphIdentity, note: string): string {
  const lines = matches.map((match, i) => `${i === 0 ? `${path}: ` : "  also "}${describeMatch(match)}`);
  return `${[...(lines.length === 0 ? [`${path}: unknown`] : lines), ...(note === "" ? [] : [`note: ${note}`])].join("\n")}\n`;
}

/** Most other names in a line. */
const MOST_NAMES = 4;

export function describeMatch(match: AnswersMatch): string {
  const { variant, worstUlp, sameAs } = match;
  const names = [...new Set(sameAs.map((other) => other.variant))].filter((name) => name !== variant);
  const left = names.length - MOST_NAMES;
  const others =
    names.length === 0
      ? ""
      : `; the same as ${names.slice(0, MOST_NAMES).join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
  return `${describeName(match)}${others}; at most ${worstUlp.toPrecision(2)} units off`;
}
