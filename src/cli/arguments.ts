/** Parses values of options for commander, and defines the options that several commands share. */

import { availableParallelism } from "node:os";
import { type Command, InvalidArgumentError, Option } from "commander";
import { parseShard, type Shard } from "../conformance/shard.ts";
import { TIERS } from "../fixtures/tier.ts";
import { writtenNumber } from "../formats/written-number.ts";
import { JUDGED, JUDGED_KINDS, type JudgedKind } from "./judged.ts";
import { shardOfMachine } from "./shard-of-machine.ts";

/** Timers hold no more than 2^31 milliseconds. */
const MOST_SECONDS = 1e6;

export function seconds(given: string): number {
  const value = writtenNumber(given);
  if (value > 0 && value <= MOST_SECONDS) return value;
  throw new InvalidArgumentError(
    `expected a number of seconds above 0 and at most ${MOST_SECONDS}, got "${given}".`,
  );
}

export function wholeNumber(given: string): number {
  const value = writtenNumber(given);
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
  const value = writtenNumber(given);
  if (given.trim() === "" || !Number.isFinite(value))
    throw new InvalidArgumentError(`expected a number, got "${given}".`);
  return value;
}

export function shard(given: string): Shard {
  const parsed = given === "auto" ? shardOfMachine(process.env) : parseShard(given);
  if (typeof parsed === "string") throw new InvalidArgumentError(`auto: ${parsed}.`);
  if (parsed === undefined)
    throw new InvalidArgumentError(`expected i/n such as 2/4, or auto, got "${given}".`);
  return parsed;
}

/** More processes than this do not help on any machine. */
const MOST_JOBS = 256;

function jobs(given: string): number {
  const value = given === "auto" ? availableParallelism() : writtenNumber(given);
  if (given.trim() !== "" && Number.isInteger(value) && value >= 1 && value <= MOST_JOBS) return value;
  throw new InvalidArgumentError(`expected a whole number from 1 to ${MOST_JOBS}, or auto, got "${given}".`);
}

const collect = (value: string, earlier: readonly string[]): string[] => [...earlier, value];

function tier(given: string, earlier: readonly string[]): string[] {
  if ((TIERS as readonly string[]).includes(given)) return collect(given, earlier);
  throw new InvalidArgumentError(`expected ${TIERS.join(" or ")}, got "${given}".`);
}

/** An option that may be given several times; `otherwise` describes the default. */
export function repeatable(flags: string, description: string, otherwise = "all"): Option {
  return new Option(flags, description).argParser(collect).default([], otherwise);
}

/** A list of kinds, separated by commas. */
export function kindsOption(flags: string, description: string): Option {
  return repeatable(flags, description, "none").argParser((given: string, earlier: readonly string[]) => {
    const kinds = given.split(",").map((kind) => kind.trim());
    if (kinds.includes("")) throw new InvalidArgumentError(`expected kinds of calls, got "${given}".`);
    return [...earlier, ...kinds];
  });
}

export function tierOption(of = "vectors", otherwise = "all"): Option {
  const description = `only ${of} of this tier: ${TIERS.join(", ")} (repeatable)`;
  return repeatable("--tier <tier>", description, otherwise).argParser(tier);
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

/** The memory limits of a graph and of any other program, in gigabytes: a graph is small, a framework is not. */
const GRAPH_GIGABYTES = 1.25;
const PROGRAM_GIGABYTES = 8;

/** The memory limit in bytes for a graph or a program, from `--memory-limit` if that is given. */
export function memoryLimit(given: number | undefined, what: "graph" | "program"): number {
  return (given ?? (what === "graph" ? GRAPH_GIGABYTES : PROGRAM_GIGABYTES)) * 1e9;
}

function gigabytes(given: string): number {
  const value = writtenNumber(given);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError(`expected a number of gigabytes above 0, got "${given}".`);
}

/** How much memory what is started may take. */
export function memoryOption(): Option {
  return new Option(
    "--memory-limit <gigabytes>",
    `most memory of all that is started together, with what it starts; ${GRAPH_GIGABYTES} for a graph, ${PROGRAM_GIGABYTES} for others`,
  ).argParser(gigabytes);
}

/** How long a command may compute that asks nobody. */
export function timeLimitOption(): Option {
  return new Option("--time-limit <seconds>", "longest time that it is computed")
    .argParser(seconds)
    .default(60);
}

/** The options that name what is judged. */
export function withJudged(command: Command, kinds: readonly JudgedKind[] = JUDGED_KINDS): Command {
  for (const kind of kinds) command.option(`--${kind} <${JUDGED[kind].value}>`, JUDGED[kind].description);
  return command;
}

/** Options that say what is judged, and how long to wait for it. */
export function withImplementation(command: Command): Command {
  withJudged(command).addOption(
    repeatable("--option <name=value>", "an option baked into the graph", "defaults"),
  );
  return withGraphRoles(command)
    .option("--timeout <seconds>", "longest silence of an adapter", seconds, 10)
    .option("--start-timeout <seconds>", "longest wait for an adapter's hello", seconds, 60)
    .option("--jobs <n|auto>", "how many copies are asked at once; auto for one per core", jobs, 1)
    .addOption(memoryOption());
}
