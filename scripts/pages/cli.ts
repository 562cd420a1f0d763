/** docs/cli.md: every command with its options and examples, as `--help` has them. */
import type { Command } from "commander";
import { EXAMPLES } from "../../src/cli/examples.ts";
import { program } from "../../src/cli/program.ts";
import { LEGEND } from "../../src/report/legend.ts";
import type { Page } from "./page.ts";

/** A cell of a table: a bar would end it, and an angle bracket outside code would be HTML. */
const cell = (text: string): string =>
  text
    .replaceAll("|", "\\|")
    .split("`")
    .map((part, i) => (i % 2 === 0 ? part.replaceAll("<", "&lt;") : part))
    .join("`");

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line), ""];
}

function section(command: Command): readonly string[] {
  const visible = command.createHelp().visibleOptions(command);
  return [
    `## ${command.name()}`,
    "",
    `${command.description()[0]!.toUpperCase()}${command.description().slice(1)}.`,
    "",
    "```sh",
    ...(EXAMPLES[command.name()] ?? []),
    "```",
    "",
    ...table(
      ["argument", "what it is"],
      command.registeredArguments.map((argument) => [
        `\`${argument.name()}\``,
        [
          argument.description,
          ...(argument.argChoices === undefined ? [] : [argument.argChoices.join(", ")]),
        ].join(": "),
      ]),
    ),
    ...table(
      ["option", "what it does", "default"],
      visible
        .filter(({ long }) => long !== "--help")
        .map((option) => [`\`${option.flags}\``, option.description, defaultOf(option)]),
    ),
  ];
}

function defaultOf(option: Command["options"][number]): string {
  if (option.defaultValueDescription !== undefined) return option.defaultValueDescription;
  if (option.mandatory) return "required";
  return option.defaultValue === undefined ? "" : String(option.defaultValue);
}

function text(): string {
  return [
    "<!-- npm run pages cli -->",
    "# The command line",
    "",
    "`npx smoothproof COMMAND --help` shows the same. Data goes to standard output, everything else to standard error.",
    "Exit codes: 0 all passed, 1 a difference, 2 wrong usage, 3 the harness or a fixture is broken, 4 something that is",
    "needed is not installed.",
    "",
    ...program().commands.flatMap(section),
    "## Words and columns of a report",
    "",
    ...table(["term", "what it means"], LEGEND),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

export const PAGE: Page = { make: () => ({ files: new Map([["docs/cli.md", text()]]) }) };
