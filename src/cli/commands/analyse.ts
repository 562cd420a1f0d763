/** Commands that explain a number: identify, explain, convert, floor, cases. Each loads its code when it is run. */
import type { Command } from "commander";
import {
  finite,
  inputOption,
  memoryOption,
  seconds,
  timeLimitOption,
  wholeNumber,
  withGraphRoles,
  withJudged,
} from "../arguments.ts";
import type { CasesOptions } from "../cases.ts";
import type { ConvertCommand } from "../convert.ts";
import type { ExplainCommand } from "../explain.ts";
import type { FloorCommand } from "../floor.ts";
import type { IdentifyOptions } from "../identify.ts";

export function addAnalyseCommands(root: Command): void {
  const identify = root
    .command("identify")
    .description(
      "which loss made a number, or is computed by a module, a program or a graph: variant, options, label smoothing",
    )
    .option("--input <file>", "the numbers of one call, as JSON or .npz; - for standard input")
    .option("--logits <file>", "a .npy, .npz or JSON file; --log-probs or --probs may stand in for it")
    .option("--log-probs <file>", "log-probabilities in place of logits")
    .option("--probs <file>", "probabilities in place of logits")
    .option("--target <file>", "class indices, or a distribution")
    .option("--loss <number>", "the loss to name, or a file with one per row")
    .option("--gradient <file>", "its gradient in the first input, beside the loss or in its place")
    .option("--weight <file>", "one weight per class")
    .option("--sample-weight <file>", "one weight per row")
    .option("--as <id>", "the variant that a module or program is asked for; torch if it has it")
    .option("--expect <id[:option=value,…]>", "exit 0 if it is this, 1 if it is something else");
  withGraphRoles(withJudged(identify, ["module", "exec", "onnx"]))
    .option("--timeout <seconds>", "longest silence of a graph, module or program", seconds, 10)
    .option("--start-timeout <seconds>", "longest wait for a program's hello", seconds, 60)
    .option(
      "--time-limit <seconds>",
      "longest time that a graph, module or program is asked, or a number is searched for",
      seconds,
      300,
    )
    .addOption(memoryOption())
    .option("--all", "all answers, each with all names of the same function")
    .option("--json", "as JSON")
    .action(async (options: IdentifyOptions) => {
      const { runIdentify } = await import("../identify.ts");
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
    .addOption(inputOption().makeOptionMandatory())
    .option("--rows", "row by row as well")
    .addOption(timeLimitOption())
    .option("--json", "as JSON")
    .action(async (options: ExplainCommand) => {
      const { runExplain } = await import("../explain.ts");
      process.exitCode = await runExplain(options);
    });

  root
    .command("convert")
    .description("the label smoothing that makes another variant agree, and how far it does")
    .argument("<alpha>", "label smoothing of the first variant", finite)
    .requiredOption("--from <id[:option=value,…]>", "the variant it belongs to")
    .requiredOption("--to <id[:option=value,…]>", "the variant that shall agree")
    .requiredOption("--classes <k>", "how many classes", wholeNumber)
    .addOption(timeLimitOption())
    .option("--json", "as JSON")
    .action(async (alpha: number, options: ConvertCommand) => {
      const { runConvert } = await import("../convert.ts");
      process.exitCode = runConvert(alpha, options);
    });

  root
    .command("floor")
    .description("the least value a smoothed loss can have, and what of a loss is above it")
    .requiredOption("--variant <id[:option=value,…]>", "the loss")
    .option("--classes <k>", "how many classes; not needed with --input", wholeNumber)
    .option("--label-smoothing <a>", "its label smoothing", finite)
    .option("--loss <nats>", "a mean loss to judge", finite)
    .addOption(inputOption())
    .addOption(timeLimitOption())
    .option("--json", "as JSON")
    .action(async (options: FloorCommand) => {
      const { runFloor } = await import("../floor.ts");
      process.exitCode = await runFloor(options);
    });

  root
    .command("cases")
    .description("public threads about this loss, replayed with their own inputs and numbers")
    .argument("[id]", "one case, with its numbers and their cause")
    .option("--json", "as JSON, with the inputs")
    .action(async (id: string | undefined, options: CasesOptions) => {
      const { runCases } = await import("../cases.ts");
      process.exitCode = runCases(id, options);
    });
}
