/**
 * Makes untrusted text safe to show: an adapter's messages, names in a graph, fields of a file. A terminal obeys some
 * characters, and others reverse the order of a line or end it, so that such text could pass for the program's own.
 */

/** Characters that are not visible: controls, marks of direction, line separators, lone surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The longest untrusted text that a message repeats, in characters. */
const LONGEST = 1_000;

/** This many characters of the end are kept, since the end often says what to do. */
const END = 200;

/** One line of at most `most` characters, with every invisible character escaped. */
export function oneLine(text: string, most: number = LONGEST): string {
  const end = Math.min(END, Math.floor(most / 4));
  const short = text.length <= most ? text : `${text.slice(0, most - end)}…${text.slice(-end)}`;
  return short.replaceAll(INVISIBLE, escaped);
}

/** The same for every string in a JSON value. */
export function oneLineEach<Value>(value: Value): Value {
  return cleaned(value) as Value;
}

function cleaned(value: unknown): unknown {
  if (typeof value === "string") return oneLine(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [oneLine(name), cleaned(inner)]));
}

/** What follows the escape character in our own colours; no other sequences are let through. */
const OURS = /^\[(?:[0-2]|22|3[1-69]|90)m/;

/**
 * Lines that are safe for a terminal: only visible characters, ends of lines and our own colours. Characters are escaped
 * as in JSON, so that JSON keeps its meaning.
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
