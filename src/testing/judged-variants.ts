/** What an implementation is judged as in a test: as it says, as the test says, or as it is found to be. */
import { identifySubject } from "../analysis/identify-subject.ts";
import type { Implementation } from "../conformance/implementation.ts";
import type { ConformanceTestOptions } from "./options.ts";

/** @throws Error where it names no variant, none is named for it, and it is nothing known */
export async function judgedVariants(
  implementation: Implementation,
  { variants }: Pick<ConformanceTestOptions, "variants">,
): Promise<readonly string[]> {
  if (implementation.namesNoVariants !== true || variants !== undefined) return implementation.variants;
  const found = await identifySubject(implementation);
  if ("problem" in found)
    throw new Error(`subject: it ${found.problem}. Say what it is meant to be: { variants: ["torch"] }`);
  return [found.variant];
}
