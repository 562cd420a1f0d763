/** JSON from outside: checked before it is parsed, since a few bytes of text can become an object of many. */

/** Most arrays and objects in one text, and most fields of objects. A report of a whole run has a quarter of this. */
const MOST_PARTS = 4_194_304;

/** Deepest nesting: tensors may have 64 axes. Whoever walks a deeper value would run out of stack. */
const MOST_LEVELS = 256;

/** The text is not JSON, or too much of it; the message says why. */
export class JsonError extends Error {
  override readonly name: string = "JsonError";
}

/** @throws JsonError */
export function parseJson(text: string): unknown {
  checkParts(text);
  checkLevels(text);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new JsonError(`expected JSON: ${reasonOf(cause)}${hintOn(text)}`, { cause });
  }
}

/** Counts the characters that begin a part; those within strings count as well. */
function checkParts(text: string): void {
  // Each part takes at least one character.
  if (text.length <= MOST_PARTS) return;
  let parts = 0;
  let fields = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === 0x5b || character === 0x7b) parts += 1;
    else if (character === 0x3a) fields += 1;
  }
  if (parts > MOST_PARTS)
    throw new JsonError(`expected at most ${MOST_PARTS} arrays and objects, got ${parts}`);
  if (fields > MOST_PARTS) throw new JsonError(`expected at most ${MOST_PARTS} fields, got ${fields}`);
}

/** Brackets within strings are no levels. */
function checkLevels(text: string): void {
  let level = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === 0x22) {
      for (at += 1; at < text.length && text.charCodeAt(at) !== 0x22; at += 1)
        if (text.charCodeAt(at) === 0x5c) at += 1;
    } else if (character === 0x5b || character === 0x7b) {
      level += 1;
      if (level > MOST_LEVELS)
        throw new JsonError(`expected at most ${MOST_LEVELS} arrays and objects within each other, got more`);
    } else if (character === 0x5d || character === 0x7d) level -= 1;
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message.replaceAll(/\s+/g, " ") : String(cause);
}

/** Many languages write these without quotes. */
function hintOn(text: string): string {
  const bare = /[[,:]\s*(NaN|-?Infinity)\b/.exec(text)?.[1];
  return bare === undefined ? "" : `. JSON has no ${bare}: write "${bare}", in quotes`;
}
