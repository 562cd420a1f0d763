/** Splits a command that is given as one string, without a shell: nothing in it is expanded. */
import { AdapterError } from "./adapter-error.ts";

/**
 * Splits at blanks. Blanks within single or double quotes do not split. A backslash before a blank, a quote or a
 * backslash makes that character literal; before anything else it is a literal backslash, so that Windows paths work.
 *
 * @throws AdapterError for an open quote or an empty command
 */
export function splitCommand(command: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let at = 0; at < command.length; at += 1) {
    const character = command[at]!;
    const next = command[at + 1];
    if (character === "\\" && quote !== "'" && next !== undefined && /["'\\ ]/.test(next)) {
      word = (word ?? "") + next;
      at += 1;
    } else if (quote !== undefined) {
      if (character === quote) quote = undefined;
      else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= "";
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + character;
    }
  }
  if (quote !== undefined) throw new AdapterError(`expected a closing ${quote} in ${command}`);
  if (word !== undefined) words.push(word);
  if (words[0] === undefined || words[0] === "")
    throw new AdapterError("expected a program to start, got none");
  return words;
}
