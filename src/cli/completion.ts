/** `smoothproof completion SHELL`: a script that completes commands, their options, and the choices of these. */
import type { Command } from "commander";
import { print } from "../files/standard-output.ts";

export type Shell = "bash" | "zsh" | "fish";

interface Words {
  readonly command: string;
  readonly says: string;
  /** Options and choices of arguments. */
  readonly words: readonly string[];
}

function wordsOf(root: Command): readonly Words[] {
  return root.commands.map((command) => ({
    command: command.name(),
    says: command.description(),
    words: [
      ...command.options.flatMap(({ long }) => (long == null ? [] : [long])),
      ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    ],
  }));
}

const SCRIPTS: { readonly [shell in Shell]: (commands: readonly Words[]) => string } = {
  bash,
  // zsh runs completions of bash.
  zsh: (commands) => `autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`,
  fish: (commands) =>
    commands
      .flatMap(({ command, says, words }) => [
        `complete -c smoothproof -n __fish_use_subcommand -f -a ${command} -d ${quoted(says)}`,
        ...words.map((word) => {
          const what = word.startsWith("--") ? `-l ${word.slice(2)}` : `-a ${word}`;
          return `complete -c smoothproof -n "__fish_seen_subcommand_from ${command}" ${what}`;
        }),
      ])
      .join("\n"),
};

function bash(commands: readonly Words[]): string {
  const cases = commands.map(({ command, words }) => `    ${command}) words="${words.join(" ")}" ;;`);
  return [
    "_smoothproof() {",
    `  local words="" current="\${COMP_WORDS[COMP_CWORD]}"`,
    `  case "\${COMP_WORDS[1]}" in`,
    ...cases,
    `    *) words="${commands.map(({ command }) => command).join(" ")}" ;;`,
    "  esac",
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    words="${commands.map(({ command }) => command).join(" ")}"`,
    "  fi",
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    `  [ \${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- "$current"))`,
    "}",
    "complete -F _smoothproof smoothproof",
  ].join("\n");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

export function runCompletion(root: Command, shell: Shell): void {
  print(`${SCRIPTS[shell](wordsOf(root))}\n`);
}
