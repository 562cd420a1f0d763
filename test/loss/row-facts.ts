/** Facts about a call's rows, of which a test states only what it is about. */
import type { RowFacts } from "../../src/loss/divisors.ts";

export const FACTS: RowFacts = {
  shape: [4, 6],
  classes: 3,
  keptWeight: 5,
  targetWeight: 7,
  rowWeight: undefined,
  rowsWithMass: undefined,
  given: undefined,
  ignoresClass: false,
  sampleWeight: undefined,
  aligned: false,
};
