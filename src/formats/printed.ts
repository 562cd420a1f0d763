/**
 * Numbers as programs print them: tensors of torch, NumPy, JAX, TensorFlow, Paddle and JavaScript, tables of text, and the
 * lines that Keras and Lightning log.
 */
import type { NestedNumbers } from "../math/as-tensor.ts";
import { MOST_AXES, MOST_MADE } from "../math/budget.ts";
import { formatShape, sizeOf } from "../math/tensor.ts";

/** The text cannot be used; the message quotes what was understood of it. */
export class PrintedError extends Error {
  override readonly name: string = "PrintedError";
}

export interface Printed {
  /** The name that stands in front of it, as in `target = tensor([0])`. */
  readonly label: string | undefined;
  readonly shape: readonly number[];
  /** Its numbers as they are written, row-major. */
  readonly texts: readonly string[];
  /** How it begins, for a message. */
  readonly quote: string;
}

const NUMBER = String.raw`[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?|[-+]?(?:nan|inf(?:inity)?)`;
const IS_NUMBER = new RegExp(`^(?:${NUMBER})$`, "i");

/** The beginning of a call. Every repetition has a limit, so that no text takes long. */
const CALL = String.raw`(?<![\w.])[a-z_][\w.]{0,60}\(\s{0,20}`;

/** `tensor(0.5387, grad_fn=<…>)`, `np.float64(0.5387)`. */
const CALLED = new RegExp(String.raw`${CALL}(${NUMBER})\s{0,20}(?:,[^()[\]]{0,200})?\)`, "gi");

/** `loss: 2.3016`, `loss=tensor(2.3016`; not the 1 of `Epoch 1/10`. */
const NAMED = new RegExp(
  String.raw`\b([a-z_]\w{0,60})\b["']?\s{0,20}[:=]?\s{0,20}(?:${CALL})?(?<![\w.])(${NUMBER})(?![\w.:/%])`,
  "gi",
);

/** What stands in front of a bracket: a name, and perhaps the beginning of a call. */
const LABEL = /([a-z_]\w*)["']?(?:\s*[:=]\s*|\s+|\s*,\s*)(?:[a-z_][\w.]*\s*(?:\(\d*\)\s*)?\(?\s*)?$/i;

/** Descriptions in front of the numbers of TensorFlow and Paddle. */
const PREAMBLES = [
  /<tf\.Tensor: shape=\([\d, ]*\), dtype=\w+, numpy=/g,
  /(?<=Tensor\()shape=\[[\d, ]*\], dtype=[\w.]+, place=Place\([^)]*\), stop_gradient=\w+,\s*/g,
];

/**
 * Every tensor in a text and, by the names in front of them, its single numbers.
 *
 * @throws PrintedError for half a tensor, one that is not printed whole, and rows of different lengths
 */
export function printedIn(text: string): { readonly tensors: readonly Printed[]; readonly scalars: Scalars } {
  const bare = PREAMBLES.reduce((rest, preamble) => rest.replace(preamble, ""), text);
  const tensors: Printed[] = [];
  let outside = "";
  for (let at = 0; ; ) {
    const open = bare.indexOf("[", at);
    outside += bare.slice(at, open === -1 ? undefined : open);
    if (open === -1) break;
    const { tensor, end } = bracketed(bare, open);
    if (tensor !== undefined) tensors.push(tensor);
    outside += " ";
    at = end;
  }
  if (tensors.length === 0) {
    const table = tableOf(text);
    if (table !== undefined) return { tensors: [table], scalars: [] };
  }
  return { tensors, scalars: scalarsIn(outside) };
}

/** Single numbers, each with the name in front of it, if there is one. */
type Scalars = readonly { readonly label: string | undefined; readonly text: string }[];

/**
 * The one tensor of a text.
 *
 * @throws PrintedError where there is none or more than one
 */
export function printedTensor(text: string): Printed {
  const { tensors, scalars } = printedIn(text);
  const [first, second] = tensors;
  if (first === undefined && scalars.length === 1) {
    const [{ text: number }] = scalars as readonly [Scalars[number]];
    return { label: undefined, shape: [], texts: [number], quote: quoted(text) };
  }
  if (first === undefined) throw new PrintedError(`expected a tensor, got ${quoted(text)}`);
  if (second !== undefined) throw new PrintedError(`expected one tensor, got ${listed(tensors)}`);
  return first;
}

/** Losses of a validation are no losses of the batch. */
const IS_LOSS = /(?:^|_)loss(?:_step)?$/i;
const IS_OTHER = /^(?:val|valid|validation|eval|test)_/i;

/**
 * The loss of a text: that of a log line, a number in a call, the only number, or a tensor of losses.
 *
 * @throws PrintedError where there is none, or several differ
 */
export function printedLoss(text: string): string | Printed {
  const { tensors, scalars } = printedIn(text);
  const named = scalars.filter(({ label = "" }) => IS_LOSS.test(label) && !IS_OTHER.test(label));
  const exact = named.filter(({ label }) => label?.toLowerCase() === "loss");
  const [first, second] = [...new Set((exact.length > 0 ? exact : named).map((one) => one.text))];
  if (second !== undefined)
    throw new PrintedError(`expected one loss, got ${first} and ${second} in ${quoted(text)}`);
  if (first !== undefined) return first;
  if (tensors.length > 0) return printedTensor(text);
  const [called] = [...text.matchAll(CALLED)].map(([, number]) => number!);
  const [only, another] = scalars.map((one) => one.text);
  const number = called ?? (another === undefined ? only : undefined);
  if (number !== undefined) return number;
  throw new PrintedError(
    another === undefined
      ? `expected a number, got ${quoted(text)}`
      : `expected one number, or one after "loss:", got ${only} and ${another} in ${quoted(text)}`,
  );
}

/** As nested arrays. */
export function nestedNumbers({ shape, texts }: Printed): NestedNumbers {
  let level: NestedNumbers[] = texts.map(numberIn);
  for (const size of shape.slice(1).reverse())
    level = Array.from({ length: level.length / size }, (_, i) => level.slice(i * size, (i + 1) * size));
  return shape.length === 0 ? level[0]! : level;
}

function numberIn(text: string): number {
  const named = /^([-+]?)(nan|inf)/i.exec(text);
  if (named === null) return Number(text);
  if (named[2]!.toLowerCase() === "nan") return Number.NaN;
  return named[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** `2 tensors: [2, 3] in "tensor([[2., …" and [2] in "tensor([0, …"`. */
export function listed(tensors: readonly Printed[]): string {
  const shown = tensors.slice(0, 4).map(({ shape, quote }) => `${formatShape(shape)} in ${quote}`);
  const more = tensors.length > shown.length ? ", …" : "";
  return `${tensors.length} tensors: ${shown.join(" and ")}${more}`;
}

/** Of a text, as much as a line can quote. */
const MOST_QUOTED = 40;

function quoted(text: string, from = 0): string {
  const start = text
    .slice(from, from + 8 * MOST_QUOTED)
    .trim()
    .replaceAll(/\s+/g, " ");
  return JSON.stringify(start.length > MOST_QUOTED ? `${start.slice(0, MOST_QUOTED)}…` : start);
}

/** Separators, then a bracket, an omission, or a number, which may be in a call. */
const TOKEN = new RegExp(
  String.raw`[\s,]*(?:([[\]])|(\.\.\.|…)|(?:${CALL})?(${NUMBER})(?![\w.])(?:n\b)?(?:(?:,[^()[\]]{0,200})?\))?)`,
  "iy",
);

/** Reads from one opening bracket to its closing one; no tensor where other things than numbers are between them. */
function bracketed(
  text: string,
  open: number,
): { readonly tensor: Printed | undefined; readonly end: number } {
  const texts: string[] = [];
  const sizes: number[] = [];
  const counts: number[] = [];
  const quote = quoted(text, open);
  let deepest = 0;
  TOKEN.lastIndex = open;
  for (;;) {
    const at = TOKEN.lastIndex;
    const [, bracket, omission, number] = TOKEN.exec(text) ?? [];
    if (omission !== undefined) throw new PrintedError(notWhole(quote));
    if (number !== undefined) {
      if (deepest !== counts.length && texts.length > 0) throw new PrintedError(ragged(quote));
      if (texts.length >= MOST_MADE) throw new PrintedError(`expected at most ${MOST_MADE} numbers`);
      deepest = counts.length;
      texts.push(number);
      counts[deepest - 1]! += 1;
    } else if (bracket === "[") {
      if (counts.length > 0) counts[counts.length - 1]! += 1;
      counts.push(0);
      if (counts.length > MOST_AXES) throw new PrintedError(`expected at most ${MOST_AXES} axes in ${quote}`);
    } else if (bracket === "]") {
      const axis = counts.length - 1;
      const count = counts.pop()!;
      sizes[axis] ??= count;
      if (sizes[axis] !== count) throw new PrintedError(ragged(quote));
      if (axis > 0) continue;
      if (sizeOf(sizes) !== texts.length || texts.length === 0)
        return { tensor: undefined, end: TOKEN.lastIndex };
      const label = LABEL.exec(text.slice(Math.max(0, open - MOST_LABEL), open))?.[1];
      return { tensor: { label, shape: sizes, texts, quote }, end: TOKEN.lastIndex };
    } else {
      if (text.slice(at).trim() === "") throw new PrintedError(half(quote, texts, counts.length));
      // A bar of progress, as `[00:00<00:00, 50.00it/s]`, or words.
      if (counts.length === 1) return { tensor: undefined, end: afterBracket(text, at) };
      throw new PrintedError(`expected numbers, got ${quoted(text, at)} in ${quote}`);
    }
  }
}

const MOST_LABEL = 120;

function afterBracket(text: string, from: number): number {
  const close = text.indexOf("]", from);
  return close === -1 ? text.length : close + 1;
}

function half(quote: string, texts: readonly string[], open: number): string {
  const brackets = `${open} bracket${open === 1 ? "" : "s"} still open`;
  const last =
    texts.length === 0 ? "before any number" : `after ${texts.length} numbers, the last ${texts.at(-1)}`;
  return `expected a whole tensor, got one that ends ${last}, with ${brackets}: ${quote}`;
}

function notWhole(quote: string): string {
  return `expected all numbers, got "..." in ${quote}. Print them all, with torch.set_printoptions(profile="full") or numpy.set_printoptions(threshold=sys.maxsize), or save them with numpy.savez`;
}

function ragged(quote: string): string {
  return `expected rows of one length, got ${quote}`;
}

/** Numbers outside of tensors: those with names, or else all. */
function scalarsIn(text: string): Scalars {
  const named = [...text.matchAll(NAMED)].map(([, label, number]) => ({ label, text: number! }));
  if (named.length > 0) return named;
  const called = [...text.matchAll(CALLED)];
  const all =
    called.length > 0 ? called : [...text.matchAll(new RegExp(`(?<![\\w.])(${NUMBER})(?![\\w.])`, "gi"))];
  return all.map(([, number]) => ({ label: undefined, text: number! }));
}

/** Lines of as many numbers each, after a line of names or none; undefined for other text. */
function tableOf(text: string): Printed | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const separator = ["\t", ",", ";"].find((each) => lines.some((line) => line.includes(each))) ?? /\s+/;
  const cells = lines.map((line) =>
    line
      .trim()
      .replace(/,$/, "")
      .split(separator)
      .map((cell) => cell.trim().replaceAll('"', "")),
  );
  const [first = []] = cells;
  // pandas puts a nameless column of numbers in front.
  const isIndexed = first[0] === "" || lines[0]?.startsWith(String(separator)) === true;
  const hasNames = isIndexed || first.every((cell) => !IS_NUMBER.test(cell));
  const rows = cells.slice(hasNames ? 1 : 0).map((row) => (isIndexed ? row.slice(1) : row));
  const [row] = rows;
  if (row === undefined || !row.every((cell) => IS_NUMBER.test(cell))) return undefined;
  if (rows.length === 1 && row.length === 1) return undefined;
  const other = hasNames
    ? first.find((name) => /^(?:label|target|y|y_true|loss|class)s?$/i.test(name))
    : undefined;
  if (other !== undefined && row.length > 1)
    throw new PrintedError(`expected columns of one tensor, got one called "${other}" among ${row.length}`);
  rows.forEach((each, i) => {
    const odd = each.find((cell) => !IS_NUMBER.test(cell));
    const line = i + 1 + (hasNames ? 1 : 0);
    if (odd !== undefined) throw new PrintedError(`expected numbers, got ${quoted(odd)} in line ${line}`);
    if (each.length !== row.length)
      throw new PrintedError(`expected ${row.length} numbers in line ${line}, got ${each.length}`);
  });
  if (rows.length * row.length > MOST_MADE) throw new PrintedError(`expected at most ${MOST_MADE} numbers`);
  return { label: undefined, shape: [rows.length, row.length], texts: rows.flat(), quote: quoted(text) };
}
