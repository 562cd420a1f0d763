/** Writes errors to standard error: red for a person, plain for a file or another program. */
import pc from "picocolors";
import { note } from "../files/standard-output.ts";
import { oneLine } from "../files/strangers-text.ts";

/** Longest line: long enough for the ids of all variants. */
const LONGEST = 4_000;

/** Writes `text` on one line. */
export function complain(text: string): void {
  const line = oneLine(text.trimEnd(), LONGEST);
  // A CI server claims to support colours, but it keeps the output in a file.
  const shows = pc.isColorSupported && process.stderr.isTTY === true;
  note(`${shows ? pc.red(line) : line}\n`);
}

/** Commander's messages, and ours in their place: the argument first, on one line. */
const WORDINGS: readonly (readonly [RegExp, string])[] = [
  [/^error: option '(--?[\w-]+).*?' argument '.*' is invalid\. /s, "$1: "],
  [
    /^error: command-argument value '(.*)' is invalid for argument '(\w+)'\. Allowed choices are (.*)\.$/ms,
    '$2: expected $3, got "$1"',
  ],
  [/^error: command-argument value '.*' is invalid for argument '(\w+)'\. /s, "$1: "],
  [/^error: required option '(--?[\w-]+).*?' not specified/, "$1: expected, but not given"],
  [/^error: option '(--?[\w-]+) (.*?)' argument missing/, "$1: expected $2, got nothing"],
  [/^error: missing required argument '(\w+)'/, "$1: expected, but not given"],
  [
    /^error: too many arguments(?: for '(.*?)')?\. Expected (\d+) arguments? but got (\d+)\./,
    "$1: expected $2 arguments, got $3",
  ],
  [/^error: unknown (option|command) '(.*?)'/s, "$2: unknown $1"],
  [/^error: /, ""],
  [/\n\((Did you mean .*)\)\s*$/, ". $1"],
];

export function inOurWords(text: string): string {
  return WORDINGS.reduce((said, [theirs, ours]) => said.replace(theirs, ours), text);
}
