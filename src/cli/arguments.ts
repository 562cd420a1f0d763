/** Values of options as commander hands them over, and the options that several commands share. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { BACKEND_IDS } from "../backends/ids.ts";
import { parseShard, type Shard } from "../conformance/shard.ts";

/** Timers hold no more than 2^31 milliseconds. */
const MOST_SECONDS = 1e6;

export function seconds(given: string): number {
  const value = Number(given);
  if (value > 0 && value <= MOST_SECONDS) return value;
  throw new InvalidArgumentError(
    `expected a number of seconds above 0 and at most ${MOST_SECONDS}, got "${given}".`,
  );
}

export function wholeNumber(given: string): number {
  const value = given.trim() === "" ? Number.NaN : Number(given);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError(`expected a whole number, got "${given}".`);
  return value;
}

export function positive(given: string): number {
  const value = wholeNumber(given);
  if (value === 0) throw new InvalidArgumentError('expected a whole number above 0, got "0".');
  return value;
}

export function finite(given: string): number {
  const value = Number(given);
  if (given.trim() === "" || !Number.isFinite(value))
    throw new InvalidArgumentError(`expected a number, got "${given}".`);
  return value;
}

export function shard(given: string): Shard {
  const parsed = parseShard(given);
  if (parsed === undefined) throw new InvalidArgumentError(`expected i/n such as 2/4, got "${given}".`);
  return parsed;
}

const collect = (value: string, earlier: readonly string[]): string[] => [...earlier, value];

/** An option that may be given several times; `otherwise` says what holds where it is not given. */
export function repeatable(flags: string, description: string, otherwise = "all"): Option {
  return new Option(flags, description).argParser(collect).default([], otherwise);
}

export function fixturesOption(): Option {
  return new Option("--fixtures <dir>", "golden vectors to use in place of the package's own");
}

export function inputOption(): Option {
  return new Option(
    "--input <file>",
    "JSON with logits, logProbs or probs, and target; - for standard input",
  );
}

/** The roles of a graph's inputs and outputs, where they are not found by name and shape. */
export function withGraphRoles(command: Command): Command {
  return command
    .addOption(repeatable("--onnx-input <role=name>", "what an input of the graph is", "found"))
    .addOption(repeatable("--onnx-output <role=name>", "what an output of the graph is", "found"));
}

/** Most memory of a graph, and of any other program, in gigabytes: a graph is small, a framework is not. */
const GRAPH_GIGABYTES = 1.5;
const PROGRAM_GIGABYTES = 8;

/** Bytes that what is started may hold, by what it is; from `--memory-limit` where that is given. */
export function memoryLimit(given: number | undefined, what: "graph" | "program"): number {
  return (given ?? (what === "graph" ? GRAPH_GIGABYTES : PROGRAM_GIGABYTES)) * 1e9;
}

function gigabytes(given: string): number {
  const value = given.trim() === "" ? Number.NaN : Number(given);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError(`expected a number of gigabytes above 0, got "${given}".`);
}

/** How much memory what is started may take. */
export function memoryOption(): Option {
  return new Option(
    "--memory-limit <gigabytes>",
    `most memory of what is started, with all it starts; ${GRAPH_GIGABYTES} for a graph, ${PROGRAM_GIGABYTES} for others`,
  ).argParser(gigabytes);
}

/** Options that say what is judged, and how long it is waited for. */
export function withImplementation(command: Command): Command {
  command
    .option("--backend <id>", `one of our own: ${BACKEND_IDS.join(", ")}`)
    .option("--exec <command>", "a program that speaks the adapter protocol, started without a shell")
    .option("--module <file>", "an ES module that exports loss or lossAndGradient")
    .option("--onnx <file>", "a loss graph; needs --variant and the options it has baked in")
    .addOption(repeatable("--option <name=value>", "an option baked into the graph", "defaults"));
  return withGraphRoles(command)
    .option("--timeout <seconds>", "longest silence of an adapter", seconds, 10)
    .option("--start-timeout <seconds>", "longest wait for an adapter's hello", seconds, 60)
    .addOption(memoryOption());
}
