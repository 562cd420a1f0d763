/** The command line. The only place that reads arguments, writes to the terminal and sets the exit code. */
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { BACKENDS } from "../backends/index.ts";
import { MissingError } from "../backends/missing.ts";
import { parseShard, type Shard } from "../conformance/shard.ts";
import { note, OutputError, print, printed } from "../files/standard-output.ts";
import { FixtureError } from "../fixtures/errors.ts";
import { serve } from "../protocol/serve.ts";
import { type CasesOptions, runCases } from "./cases.ts";
import { complain, inOurWords } from "./complain.ts";
import { type ConformanceOptions, runConformance } from "./conformance.ts";
import { type ConvertCommand, runConvert } from "./convert.ts";
import { EXIT, UsageError } from "./exit-codes.ts";
import { type ExplainCommand, runExplain } from "./explain.ts";
import { type FloorCommand, runFloor } from "./floor.ts";
import { type FuzzOptions, runFuzz } from "./fuzz.ts";
import { type IdentifyOptions, runIdentify } from "./identify.ts";
import { LANGUAGES, runInit } from "./init.ts";
import { runList } from "./list.ts";
import { runMerge } from "./merge.ts";
import { packageVersion } from "./package-version.ts";
import { REPORTER_NAMES } from "./reporters.ts";
import { runVectors, type VectorsOptions } from "./vectors.ts";

const collect = (value: string, earlier: readonly string[]): string[] => [...earlier, value];

function seconds(given: string): number {
  const value = Number(given);
  // Timers hold no more than 2^31 milliseconds.
  if (!(value > 0 && value <= 1e6)) {
    throw new InvalidArgumentError(
      `expected a number of seconds above 0 and at most 1000000, got "${given}".`,
    );
  }
  return value;
}

function wholeNumber(given: string): number {
  const value = given.trim() === "" ? Number.NaN : Number(given);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError(`expected a whole number, got "${given}".`);
  return value;
}

function positive(given: string): number {
  const value = wholeNumber(given);
  if (value === 0) throw new InvalidArgumentError('expected a whole number above 0, got "0".');
  return value;
}

function finite(given: string): number {
  const value = Number(given);
  if (given.trim() === "" || !Number.isFinite(value))
    throw new InvalidArgumentError(`expected a number, got "${given}".`);
  return value;
}

function shard(given: string): Shard {
  const parsed = parseShard(given);
  if (parsed === undefined) throw new InvalidArgumentError(`expected i/n such as 2/4, got "${given}".`);
  return parsed;
}

/** Repeatable option. */
function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).argParser(collect).default([], "all");
}

function fixturesOption(): Option {
  return new Option("--fixtures <dir>", "golden vectors to use in place of the package's own");
}

/** Options that say what is judged, and how long it is waited for. */
function withImplementation(command: Command): Command {
  return command
    .option("--backend <id>", `one of our own: ${Object.keys(BACKENDS).join(", ")}`)
    .option("--exec <command>", "a program that speaks the adapter protocol, started without a shell")
    .option("--module <file>", "an ES module that exports loss or lossAndGradient")
    .option("--onnx <file>", "a loss graph; needs --variant and the options it has baked in")
    .addOption(repeatable("--option <name=value>", "an option baked into the graph").default([], "defaults"))
    .addOption(repeatable("--onnx-input <role=name>", "what an input of the graph is").default([], "found"))
    .addOption(repeatable("--onnx-output <role=name>", "what an output of the graph is").default([], "found"))
    .option("--timeout <seconds>", "longest silence of an adapter", seconds, 10)
    .option("--start-timeout <seconds>", "longest wait for an adapter's hello", seconds, 60);
}

function program(): Command {
  const root = new Command("smoothproof")
    .description(
      "Label-smoothing losses, judged against the real PyTorch, Keras, OpenNMT-py and TensorFlow.js.",
    )
    .version(packageVersion())
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: note, outputError: (text) => complain(inOurWords(text)) })
    .showSuggestionAfterError();

  withImplementation(root.command("conformance"))
    .description("judge an implementation by the golden vectors")
    .option("--time-limit <seconds>", "longest run; what is left then counts as not judged", seconds, 1800)
    .addOption(repeatable("--variant <id>", "only this variant (repeatable)"))
    .addOption(repeatable("--only <glob>", "only vectors whose id matches (repeatable)"))
    .addOption(
      repeatable("--skip <glob>", "not the vectors whose id matches (repeatable)").default([], "none"),
    )
    .addOption(repeatable("--flag <name>", "only vectors with this flag (repeatable)"))
    .addOption(
      repeatable(
        "--reporter <name[=file]>",
        `${REPORTER_NAMES.join(" or ")}, to a file if given (repeatable)`,
      ).default([], "text"),
    )
    .option("--expected-failures <file>", "JSON list of { id, reason, link } that are known to fail")
    .option("--shard <i/n>", "only this part of the vectors, for runs on several machines", shard)
    .addOption(fixturesOption())
    .action(async (options: ConformanceOptions) => {
      process.exitCode = await runConformance(options);
    });

  root
    .command("identify")
    .description(
      "which loss made a number, or is computed by a module, a program or a graph: variant, options, label smoothing",
    )
    .option("--input <file>", "the numbers of one call, as JSON; - for standard input")
    .option("--module <file>", "an ES module that exports loss or lossAndGradient")
    .option("--exec <command>", "a program that speaks the adapter protocol, started without a shell")
    .option("--as <id>", "the variant that a module or program is asked for; torch if it has it")
    .option("--onnx <file>", "a loss graph")
    .addOption(repeatable("--onnx-input <role=name>", "what an input of the graph is").default([], "found"))
    .addOption(repeatable("--onnx-output <role=name>", "what an output of the graph is").default([], "found"))
    .option("--timeout <seconds>", "longest silence of a graph, module or program", seconds, 10)
    .option("--start-timeout <seconds>", "longest wait for a program's hello", seconds, 60)
    .option("--json", "as JSON")
    .action(async (options: IdentifyOptions) => {
      process.exitCode = await runIdentify(options);
    });

  root
    .command("explain")
    .description("why two losses differ: a signed term per choice, adding up to the difference")
    .requiredOption("--from <id[:option=value,…]>", "the variant to start at")
    .requiredOption(
      "--to <id[:option=value,…]>",
      "the variant to arrive at; or a number, or loss for that of the file",
    )
    .requiredOption("--input <file>", "JSON with logits, logProbs or probs, and target; - for standard input")
    .option("--rows", "row by row as well")
    .option("--json", "as JSON")
    .action(async (options: ExplainCommand) => {
      process.exitCode = await runExplain(options);
    });

  root
    .command("convert")
    .description("the label smoothing that makes another variant agree, and how far it does")
    .argument("<alpha>", "label smoothing of the first variant", finite)
    .requiredOption("--from <id[:option=value,…]>", "the variant it belongs to")
    .requiredOption("--to <id[:option=value,…]>", "the variant that shall agree")
    .requiredOption("--classes <k>", "how many classes", wholeNumber)
    .option("--json", "as JSON")
    .action((alpha: number, options: ConvertCommand) => {
      process.exitCode = runConvert(alpha, options);
    });

  root
    .command("floor")
    .description("the least value a smoothed loss can have, and what of a loss is above it")
    .requiredOption("--variant <id[:option=value,…]>", "the loss")
    .option("--classes <k>", "how many classes; not needed with --input", wholeNumber)
    .option("--label-smoothing <a>", "its label smoothing", finite)
    .option("--loss <nats>", "a mean loss to judge", finite)
    .option("--input <file>", "JSON with logits, logProbs or probs, and target; - for standard input")
    .option("--json", "as JSON")
    .action(async (options: FloorCommand) => {
      process.exitCode = await runFloor(options);
    });

  root
    .command("merge")
    .description("several JSON reports, made by shards of one run, as one")
    .argument("<files...>", "reports of --reporter json=FILE")
    .addOption(repeatable("--reporter <name[=file]>", REPORTER_NAMES.join(" or ")).default([], "text"))
    .action((files: string[], options: { reporter: string[] }) => {
      process.exitCode = runMerge(files, options);
    });

  withImplementation(root.command("fuzz"))
    .description("compare an implementation with an oracle on random calls")
    .requiredOption("--oracle <id>", `what it is compared with: ${Object.keys(BACKENDS).join(", ")}`)
    .addOption(repeatable("--variant <id>", "only this variant (repeatable)"))
    .option("--runs <n>", "how many calls", positive, 10_000)
    .option("--seed <s>", "the same seed gives the same calls; random if absent", wholeNumber)
    .option("--shard <i/n>", "this part of the calls, for runs on several machines", shard)
    .option("--time-limit <seconds>", "longest run; what is left then is not compared", seconds, 86_400)
    .addOption(repeatable("--reporter <name[=file]>", REPORTER_NAMES.join(" or ")).default([], "text"))
    .action(async (options: FuzzOptions) => {
      process.exitCode = await runFuzz(options);
    });

  root
    .command("cases")
    .description("public threads about this loss, replayed with their own inputs and numbers")
    .argument("[id]", "one case, with its numbers and their cause")
    .option("--json", "as JSON, with the inputs")
    .action((id: string | undefined, options: CasesOptions) => {
      process.exitCode = runCases(id, options);
    });

  root
    .command("list")
    .description("the variants, their equations and sources")
    .option("--json", "as JSON, with options, axes and quirks")
    .action((options: { json?: boolean }) => runList(options));

  root
    .command("vectors")
    .description("the golden vectors for other tools, one JSON object per line")
    .addOption(repeatable("--variant <id>", "only this variant (repeatable)"))
    .option("--ids", "ids alone")
    .addOption(fixturesOption())
    .action((options: VectorsOptions) => {
      process.exitCode = runVectors(options);
    });

  root
    .command("init")
    .description("write the skeleton of an adapter into this folder")
    .addArgument(new Argument("<language>", "what it is written in").choices(LANGUAGES))
    .action((language: string) => {
      process.exitCode = runInit(language);
    });

  root
    .command("serve")
    .description("speak the adapter protocol smoothproof/1 on stdin and stdout")
    .action(async () => {
      await serve(process.stdin, printed(), { name: "smoothproof", version: packageVersion() });
      process.stdin.destroy();
    });

  return root;
}

/** Runs the command line; sets process.exitCode and never throws. */
export async function main(args: readonly string[]): Promise<void> {
  // The bar of a run is drawn there, and whoever watches may go.
  process.stderr.on("error", () => {});
  try {
    await program().parseAsync(args, { from: "user" });
  } catch (error) {
    process.exitCode = report(error);
  }
}

function report(error: unknown): number {
  // Commander has printed its message; help and version are no errors, everything else is wrong usage.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof OutputError) {
    if (error.readerLeft) return Number(process.exitCode ?? EXIT.ok);
    complain(error.message);
    return EXIT.harness;
  }
  const isUsage = error instanceof UsageError;
  const isFixture = error instanceof FixtureError;
  const text = error instanceof Error ? error.message : String(error);
  const prefix = isUsage || isFixture || error instanceof MissingError ? "" : "internal error: ";
  complain(`${prefix}${text}`);
  if (isUsage) return EXIT.usage;
  if (error instanceof MissingError) return EXIT.missing;
  return EXIT.harness;
}
