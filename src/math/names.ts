/** Unknown names, of options, tensors, fields and flags: refused by one function, which suggests the one that was meant. */
import { type ErrorCode, type Phase, refuse } from "./errors.ts";

/** Longer text is not near any name, and takes long to compare. */
const LONGEST = 200;

/** Letters and digits in lower case, so that `label_smoothing` and `LabelSmoothing` are the same name. */
export function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** How many letters must be added, left out or replaced to make one name of another (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1)
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (a[i] === b[j] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

/** ` Did you mean torch?`, or nothing where no name is near. */
export function nearestName(given: string, known: readonly string[]): string {
  if (given.length > LONGEST) return "";
  const same = known.find((name) => plain(name) === plain(given));
  const limit = Math.min(given.length - 1, Math.max(3, Math.floor(given.length / 3)));
  const distances = known.map((name) =>
    Math.abs(name.length - given.length) > limit ? limit + 1 : distance(given, name),
  );
  const least = Math.min(...distances);
  const name = same ?? (least <= limit ? known[distances.indexOf(least)] : undefined);
  return name === undefined ? "" : ` Did you mean ${name}?`;
}

/**
 * Refuses the first name that is not known.
 *
 * @param whose what follows the names that are known, as ` for torch`
 * @param options `path` is what the name is part of, as `options.`; `suggest` may know other names that people use
 * @throws InvalidArgument that names it
 */
export function checkNames(
  given: object | undefined,
  known: readonly string[],
  whose: string,
  code: ErrorCode = "unsupported-option",
  phase: Phase = "construct",
  { path = "", suggest = nearestName } = {},
): void {
  const unknown = Object.keys(given ?? {}).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const names = known.length === 0 ? "none" : `${known.length === 1 ? "" : "one of "}${known.join(", ")}`;
  const hint = suggest(unknown, known);
  refuse(`${path}${unknown}`, `expected ${names}${whose}${hint === "" ? "" : `.${hint}`}`, code, phase);
}
