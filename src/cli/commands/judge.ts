/** Commands that judge: conformance, fuzz, merge, compare, init, serve. Each loads its code when it is run. */
import { Argument, type Command, Option } from "commander";
import { BACKEND_IDS } from "../../backends/ids.ts";
import { COMPARE_REPORTER_NAMES, FUZZ_REPORTER_NAMES, REPORTER_NAMES } from "../../report/reporter-names.ts";
import {
  fixturesOption,
  kindsOption,
  positive,
  repeatable,
  seconds,
  shard,
  tierOption,
  wholeNumber,
  withImplementation,
} from "../arguments.ts";
import type { CompareOptions } from "../compare.ts";
import type { ConformanceOptions } from "../conformance.ts";
import type { FuzzOptions } from "../fuzz.ts";
import { LANGUAGES, type Language } from "../skeletons.ts";

const reporterOption = (names: readonly string[] = REPORTER_NAMES) =>
  repeatable("--reporter <name[=file]>", `${names.join(", ")}; to a file if given (repeatable)`, "text");

const forceOption = () => new Option("--force", "replace existing files that are not reports of smoothproof");

export function addJudgeCommands(root: Command): void {
  withImplementation(root.command("conformance"))
    .description("judge an implementation by the golden vectors")
    .option("--time-limit <seconds>", "longest run; what is left then counts as not judged", seconds, 1800)
    .addOption(repeatable("--variant <id>", "only this variant (repeatable)"))
    .addOption(tierOption())
    .addOption(repeatable("--only <glob>", "only vectors whose id matches (repeatable)"))
    .addOption(repeatable("--skip <glob>", "not the vectors whose id matches (repeatable)", "none"))
    .addOption(repeatable("--flag <name>", "only vectors with this flag (repeatable)"))
    .addOption(reporterOption())
    .option(
      "--bail <n>",
      "end the run after so many failures; what is left then counts as not judged",
      positive,
    )
    .addOption(
      kindsOption(
        "--require <kinds>",
        "kinds of calls that may not be skipped, such as weights,gradient,float16; all for every kind (repeatable)",
      ),
    )
    .option("--verbose", "every failure, and the errors of each variant")
    .option("--legend", "what the words and columns of the report mean")
    .option("--expected-failures <file>", "JSON list of { id, reason, link } that are known to fail")
    .option("--write-expected-failures <file>", "write such a list of what fails now, to be given reasons")
    .option("--shard <i/n|auto>", "only this part of the vectors, for runs on several machines", shard)
    .addOption(fixturesOption())
    .addOption(forceOption())
    .action(async (options: ConformanceOptions) => {
      const { runConformance } = await import("../conformance.ts");
      process.exitCode = await runConformance(options);
    });

  withImplementation(root.command("fuzz"))
    .description("compare an implementation with an oracle on random calls")
    .requiredOption(
      "--oracle <id>",
      `what it is compared with: ${BACKEND_IDS.join(", ")}, or properties of its own answers`,
    )
    .addOption(repeatable("--variant <id>", "only this variant (repeatable)"))
    .addOption(tierOption("calls", "core"))
    .option("--runs <n>", "how many calls", positive, 10_000)
    .option("--bail <n>", "end after so many differences, each the smallest of a thousand calls", positive, 1)
    .option("--seed <s>", "the same seed gives the same calls; random if absent", wholeNumber)
    .option("--shard <i/n|auto>", "this part of the calls, for runs on several machines", shard)
    .option("--time-limit <seconds>", "longest run; what is left then is not compared", seconds, 86_400)
    .addOption(reporterOption(FUZZ_REPORTER_NAMES))
    .addOption(forceOption())
    .action(async (options: FuzzOptions) => {
      const { runFuzz } = await import("../fuzz.ts");
      process.exitCode = await runFuzz(options);
    });

  root
    .command("merge")
    .description("several JSON reports, made by shards of one run, as one")
    .argument("<files...>", "reports of --reporter json=FILE")
    .addOption(reporterOption())
    .option("--verbose", "every failure, and the errors of each variant")
    .addOption(forceOption())
    .action(async (files: string[], options: { reporter: string[]; verbose?: boolean; force?: boolean }) => {
      const { runMerge } = await import("../merge.ts");
      process.exitCode = runMerge(files, options);
    });

  root
    .command("compare")
    .description("reports of several runs side by side: what improved and what regressed since the first")
    .argument("<files...>", "reports of --reporter json=FILE, the one to compare with first")
    .addOption(reporterOption(COMPARE_REPORTER_NAMES))
    .option("--json", "as JSON")
    .addOption(forceOption())
    .action(async (files: string[], options: CompareOptions) => {
      const { runCompare } = await import("../compare.ts");
      process.exitCode = runCompare(files, options);
    });

  root
    .command("init")
    .description("write the skeleton of an adapter into this folder")
    .addArgument(new Argument("<language>", "what it is written in").choices(LANGUAGES))
    .action(async (language: Language) => {
      const { runInit } = await import("../init.ts");
      process.exitCode = runInit(language);
    });

  root
    .command("serve")
    .description("speak the adapter protocol smoothproof/1 on stdin and stdout")
    .action(async () => {
      const { runServe } = await import("../serve.ts");
      await runServe();
    });
}
