/** Identifies what a command line names, where that names no variant. */

import type { Implementation } from "../conformance/implementation.ts";
import { type IdentifiedSubject, identifySubject as identify } from "../identify/identify-subject.ts";
import { UsageError } from "./exit-codes.ts";

const SAY_SO = "Say what it is meant to be: --variant ID (npx smoothproof list has them)";

/**
 * @param flag the option that named it
 * @throws UsageError where it cannot be identified
 */
export async function identifySubject(
  implementation: Implementation,
  flag: string,
): Promise<IdentifiedSubject> {
  const found = await identify(implementation);
  if ("problem" in found) throw new UsageError(`${flag}: it ${found.problem}. ${SAY_SO}`);
  return found;
}
