/** The commands and their options, as commander takes them. Nothing here loads what a command does. */
import { Command } from "commander";
import { note, print } from "../files/standard-output.ts";
import { addAnalyseCommands } from "./commands/analyse.ts";
import { addFindCommands } from "./commands/find.ts";
import { addJudgeCommands } from "./commands/judge.ts";
import { complain, inOurWords } from "./complain.ts";
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
  addJudgeCommands(root);
  addAnalyseCommands(root);
  addFindCommands(root);
  return root;
}
