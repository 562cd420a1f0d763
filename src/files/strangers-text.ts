/**
 * Text that strangers wrote, as it may be shown: an adapter's messages, names in a graph, fields of a file. A terminal
 * obeys some characters, and others turn the order of a line around or end it: such text could say what the program
 * never said.
 */

/** What is no visible character: controls, marks of direction, separators of lines, halves of pairs. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The longest text of a stranger that a message repeats. */
const LONGEST = 1_000;

/** As much of the end is kept: there it says how to go on. */
const END = 200;

/** One line of at most so many characters; what is no visible character stands as its escape. */
export function oneLine(text: string, most: number = LONGEST): string {
  const end = Math.min(END, Math.floor(most / 4));
  const short = text.length <= most ? text : `${text.slice(0, most - end)}…${text.slice(-end)}`;
  return short.replaceAll(INVISIBLE, escaped);
}

/** The same for all text in some JSON. */
export function oneLineEach<Value>(value: Value): Value {
  return cleaned(value) as Value;
}

function cleaned(value: unknown): unknown {
  if (typeof value === "string") return oneLine(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [oneLine(name), cleaned(inner)]));
}

/** What follows the escape of a colour of ours: no others are let through. */
const OURS = /^\[(?:[0-2]|22|3[1-69]|90)m/;

/**
 * Lines as they may go to a terminal: nothing but visible characters, ends of lines and our own colours. The escapes
 * are those of JSON, so that JSON stays the same JSON.
 */
export function forTerminal(text: string): string {
  return text.replaceAll(INVISIBLE, (character, at: number) => {
    if (character === "\n" || character === "\t") return character;
    return character === "\u001b" && OURS.test(text.slice(at + 1, at + 5)) ? character : escaped(character);
  });
}

const SHORT: { readonly [character: string]: string } = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) return short;
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
