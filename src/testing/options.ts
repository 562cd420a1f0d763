/** Which vectors a test judges. */
import { selector } from "../conformance/select.ts";
import { openAllFixtures } from "../fixtures/load.ts";
import type { Vector } from "../fixtures/vector.ts";

export interface ConformanceTestOptions {
  /** Variant ids. Default: those the implementation has. */
  readonly variants?: readonly string[];
  /** Id globs of which one must match. Default: all. */
  readonly only?: readonly string[];
  /** Id globs of which none may match. */
  readonly skip?: readonly string[];
  /** Flags of which a vector must have one. Default: all. */
  readonly flags?: readonly string[];
  /** Longest a call may take, in milliseconds. Default 10,000. */
  readonly timeout?: number;
  /** Golden vectors to use in place of the package's own. */
  readonly fixtures?: string;
}

/** @throws RangeError where none matches: a filter with a slip in it must not pass for a test */
export function chosenVectors(options: ConformanceTestOptions, has: readonly string[]): Vector[] {
  const { variants = has, only = [], skip = [], flags = [], fixtures } = options;
  const vectors = [...openAllFixtures(fixtures).vectors(selector({ variants, only, skip, flags }))];
  if (vectors.length > 0) return vectors;
  throw new RangeError("options: expected vectors that match, got none. Run: npx smoothproof vectors --ids");
}
