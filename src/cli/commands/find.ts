/** Commands that show what there is: list, vectors. Each loads what it does when it is run. */
import type { Command } from "commander";
import { fixturesOption, repeatable } from "../arguments.ts";
import type { VectorsOptions } from "../vectors.ts";

export function addFindCommands(root: Command): void {
  root
    .command("list")
    .description("the variants, their equations and sources")
    .option("--json", "as JSON, with options, axes and quirks")
    .action(async (options: { json?: boolean }) => {
      const { runList } = await import("../list.ts");
      runList(options);
    });

  root
    .command("vectors")
    .description("the golden vectors for other tools, one JSON object per line")
    .addOption(repeatable("--variant <id>", "only this variant (repeatable)"))
    .option("--ids", "ids alone")
    .addOption(fixturesOption())
    .action(async (options: VectorsOptions) => {
      const { runVectors } = await import("../vectors.ts");
      process.exitCode = runVectors(options);
    });
}
