/** The commands and their options, for commander. Nothing here loads the code of a command. */
import { Command } from "commander";
import { note, print } from "../files/standard-output.ts";
import { addAnalyseCommands } from "./commands/analyse.ts";
import { addFindCommands } from "./commands/find.ts";
import { addJudgeCommands } from "./commands/judge.ts";
import { complain, inOurWords } from "./complain.ts";
import { EXAMPLES } from "./examples.ts";
import { packageVersion } from "./package-version.ts";

export function program(): Command {
  const root = new Command("smoothproof")
    .description(
      "Label-smoothing losses, judged against the real PyTorch, Keras, OpenNMT-py and TensorFlow.js.",
    )
    .version(packageVersion())
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: note, outputError: (text) => complain(inOurWords(text)) })
    .showSuggestionAfterError();
  root.commandsGroup("Judge a loss:");
  addJudgeCommands(root);
  root.commandsGroup("Explain a number:");
  addAnalyseCommands(root);
  root.commandsGroup("Find your way:");
  addFindCommands(root);
  for (const command of root.commands) {
    const lines = (EXAMPLES[command.name()] ?? []).map((line) => `  ${line}\n`);
    command.addHelpText("after", `\nExamples:\n${lines.join("")}`);
  }
  root.addHelpText(
    "after",
    "\nWhere to begin:\n  npx smoothproof identify --input numbers.json\n  npx smoothproof init python\n",
  );
  return root;
}
