/** The variants that a test judges: those of the implementation or of the test, else the one that is identified. */
import { identifySubject } from "../analysis/identify-subject.ts";
import type { Implementation } from "../conformance/implementation.ts";
import type { ConformanceTestOptions } from "./options.ts";

/** @throws Error where neither the implementation nor the test names a variant, and it cannot be identified */
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
