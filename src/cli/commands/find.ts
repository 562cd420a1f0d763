/** Commands that list things: list, vectors. Each loads its code when it is run. */
import { Argument, type Command, Option } from "commander";
import { fixturesOption, repeatable, tierOption } from "../arguments.ts";
import type { Shell } from "../completion.ts";
import type { VectorsOptions } from "../vectors.ts";

export function addFindCommands(root: Command): void {
  root
    .command("list")
    .description("the variants, their equations and sources")
    .argument("[id]", "one variant, with its options, inputs and quirks")
    .option("--json", "as JSON, with options, axes and quirks")
    .action(async (id: string | undefined, options: { json?: boolean }) => {
      const { runList } = await import("../list.ts");
      runList(id, options);
    });

  root
    .command("vectors")
    .description("the golden vectors for other tools, one JSON object per line")
    .addOption(repeatable("--variant <id>", "only this variant (repeatable)"))
    .addOption(tierOption())
    .addOption(repeatable("--only <glob>", "only vectors whose id matches (repeatable)"))
    .option("--ids", "ids alone")
    .option("--show <id>", "one vector, for a person, or as a program that runs it")
    .addOption(
      new Option("--as <form>", "the form of --show").choices(["text", "python", "js"]).default("text"),
    )
    .option("--write <dir>", "write them into a new folder, with a page that says how to judge by them")
    .option("--raw", "with --write: the fixture files themselves, byte for byte")
    .addOption(fixturesOption())
    .action(async (options: VectorsOptions) => {
      const { runVectors } = await import("../vectors.ts");
      process.exitCode = await runVectors(options);
    });

  root
    .command("completion")
    .description("write the script that completes commands and options in a shell")
    .addArgument(new Argument("<shell>", "which shell").choices(["bash", "zsh", "fish"]))
    .action(async (shell: Shell) => {
      const { runCompletion } = await import("../completion.ts");
      runCompletion(root, shell);
    });
}
