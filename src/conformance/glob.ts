/**
 * Globs of vector ids: `*` for any text, `?` for one character, `[a-c]` and `[!a]` for one of some, `{a,b}` and `(a|b)` for
 * either, `\` before a character that means itself, and `!` in front for all other ids.
 *
 * A glob is matched part by part against all places that the parts before it can end at, so that the time is at most the
 * length of the glob times that of the id. A regular expression may try each way of dividing the id among the stars.
 */

/** Longer than any id, with room for choices in braces. */
const LONGEST_GLOB = 1_000;

/** Where a part can end in a text, in order, given where it can begin. */
type Part = (text: string, starts: readonly number[]) => readonly number[];

/** Whether an id matches any of the globs. One of more than 1,000 characters matches nothing. */
export function globMatcher(globs: readonly string[]): (id: string) => boolean {
  const matchers = globs.filter((glob) => glob.length <= LONGEST_GLOB).map(matcherOf);
  return (id) => matchers.some((matches) => matches(id));
}

/** Whether a text matches where only `*` has a meaning. */
export function starMatcher(glob: string): (text: string) => boolean {
  const parts = glob.split("*").flatMap((text, i) => (i === 0 ? [literal(text)] : [anything, literal(text)]));
  return (text) => isWhole(parts, text);
}

function matcherOf(glob: string): (id: string) => boolean {
  const pattern = glob.replace(/^!+/, "");
  const isNegated = (glob.length - pattern.length) % 2 === 1;
  const parts = partsOf(pattern);
  return (id) => isWhole(parts, id) !== isNegated;
}

function isWhole(parts: readonly Part[], text: string): boolean {
  return endsOf(parts, text, [0]).at(-1) === text.length;
}

function endsOf(parts: readonly Part[], text: string, starts: readonly number[]): readonly number[] {
  let ends = starts;
  for (const part of parts) {
    if (ends.length === 0) return ends;
    ends = part(text, ends);
  }
  return ends;
}

/** What each kind of part looks like at the beginning of what is left of a glob. */
const [ESCAPED, SET, PLAIN] = [/^\\(.)/s, /^\[([!^]?)((?:\\.|.)(?:\\.|[^\]\\])*)\]/s, /^(?:[^\\*?[{(]+|.)/s];

function partsOf(glob: string): readonly Part[] {
  const parts: Part[] = [];
  for (let rest = glob; rest !== ""; ) {
    const [first] = rest;
    const escaped = ESCAPED.exec(rest);
    const set = first === "[" ? SET.exec(rest) : null;
    const choice =
      first === "{" ? choiceOf(rest, "}", ",") : first === "(" ? choiceOf(rest, ")", "|") : undefined;
    if (choice !== undefined) {
      const choices = choice.choices.map(partsOf);
      parts.push((text, starts) => united(choices.map((each) => endsOf(each, text, starts))));
      rest = rest.slice(choice.length);
    } else if (set !== null) {
      const isOne = oneOf(set[2]!, set[1] !== "");
      parts.push((text, starts) =>
        starts.filter((at) => at < text.length && isOne(text[at]!)).map((at) => at + 1),
      );
      rest = rest.slice(set[0].length);
    } else if (first === "*") {
      parts.push(anything);
      rest = rest.replace(/^\*+/, "");
    } else if (first === "?") {
      parts.push((text, starts) => starts.filter((at) => at < text.length).map((at) => at + 1));
      rest = rest.slice(1);
    } else {
      const plain = escaped?.[0] ?? PLAIN.exec(rest)![0];
      parts.push(literal(escaped?.[1] ?? plain));
      rest = rest.slice(plain.length);
    }
  }
  return parts;
}

function literal(wanted: string): Part {
  return (text, starts) => starts.filter((at) => text.startsWith(wanted, at)).map((at) => at + wanted.length);
}

function anything(text: string, [first]: readonly number[]): readonly number[] {
  return first === undefined ? [] : Array.from({ length: text.length - first + 1 }, (_, i) => first + i);
}

function united(all: readonly (readonly number[])[]): readonly number[] {
  return [...new Set(all.flat())].sort((a, b) => a - b);
}

/** The choices at the beginning of a text, and how long all of it is; undefined where it is plain text. */
function choiceOf(
  text: string,
  close: string,
  separator: string,
): { readonly choices: readonly string[]; readonly length: number } | undefined {
  const choices: string[] = [];
  let [depth, start] = [0, 1];
  for (let at = 1; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === "\\") at += 1;
    else if (character === text[0]) depth += 1;
    else if (character === close && depth > 0) depth -= 1;
    else if (depth === 0 && (character === close || character === separator)) {
      choices.push(text.slice(start, at));
      start = at + 1;
      if (character === separator) continue;
      const [range] = choices.length === 1 && close === "}" ? [rangeOf(choices[0]!)] : [];
      if (range !== undefined) return { choices: range, length: start };
      return choices.length === 1 && close === "}" ? undefined : { choices, length: start };
    }
  }
  return undefined;
}

/** `{1..3}`: either of these characters. */
function rangeOf(text: string): readonly string[] | undefined {
  const [, from, to] = /^(\w)\.\.(\w)$/.exec(text) ?? [];
  return from === undefined ? undefined : [`[${from}-${to}]`];
}

/** Whether a character is one of a set such as `a-cx`. */
function oneOf(set: string, isNegated: boolean): (character: string) => boolean {
  const ranges = [...set.matchAll(/(\\.|.)(?:-(\\.|.))?/gs)].map(([, from, to = from]) => [
    from!.at(-1)!,
    to!.at(-1)!,
  ]);
  return (character) => ranges.some(([from, to]) => character >= from! && character <= to!) !== isNegated;
}
