/** "Did you mean" for ids. */
import { closest, distance } from "fastest-levenshtein";

/** ` Did you mean torch?`, or nothing where no name is near. */
export function suggestion(given: string, known: readonly string[]): string {
  if (known.length === 0) return "";
  const nearest = closest(given, [...known]);
  return distance(given, nearest) <= Math.max(3, Math.floor(given.length / 3))
    ? ` Did you mean ${nearest}?`
    : "";
}
