/** What a test judges: an implementation by its variants or the test's, else by the one that it is identified as. */

import type { Implementation } from "../conformance/implementation.ts";
import { withoutOptions } from "../conformance/without-options.ts";
import { identifySubject } from "../identify/identify-subject.ts";
import type { ConformanceTestOptions } from "./options.ts";

/** An implementation, and the variants that it is judged as. */
interface Judged {
  readonly implementation: Implementation;
  readonly variants: readonly string[];
}

/** @throws Error where neither the implementation nor the test names a variant, and it cannot be identified */
export async function judgedAs(
  implementation: Implementation,
  { variants }: Pick<ConformanceTestOptions, "variants">,
): Promise<Judged> {
  if (implementation.namesNoVariants !== true || variants !== undefined)
    return { implementation, variants: implementation.variants };
  const found = await identifySubject(implementation);
  if ("problem" in found)
    throw new Error(`subject: it ${found.problem}. Say what it is meant to be: { variants: ["torch"] }`);
  return { implementation: withoutOptions(implementation, found.unused), variants: [found.variant] };
}
