/** Which vectors a test judges. */
import { checkVariantIds } from "../adapters/module-contract.ts";
import { TIERS, type Tier } from "../fixtures/tier.ts";
import { show } from "../math/errors.ts";
import { checkOptions } from "../math/given-options.ts";
import type { VariantId } from "../variants/options-of.ts";

export interface ConformanceTestOptions {
  /** Ids of the variants to judge. Default: those of the implementation. */
  readonly variants?: readonly VariantId[];
  /** `core`, `edge` or `refusal`. Default: all. */
  readonly tiers?: readonly Tier[];
  /** Globs for ids; a vector is judged if one matches. Default: all vectors. */
  readonly only?: readonly string[];
  /** Globs for ids; a vector is left out if one matches. Default: none. */
  readonly skip?: readonly string[];
  /** Flags; a vector is judged if it has one of them. Default: all vectors. */
  readonly flags?: readonly string[];
  /**
   * Kinds of calls that may not be skipped, such as `weights`, `distribution`, `gradient` or `float16`; `all` for every
   * kind. Default: none, so that what the implementation skips does not fail.
   */
  readonly require?: readonly string[];
  /** The longest that a call may take, in milliseconds. Default 10,000. */
  readonly timeout?: number;
  /** Folder of golden vectors to use in place of the package's own. */
  readonly fixtures?: string;
}

/** A timer takes no more milliseconds than this, and ends at once for more. */
const LONGEST = 2 ** 31 - 1;

const NAMES: readonly string[] = [
  "variants",
  "tiers",
  "only",
  "skip",
  "flags",
  "require",
  "timeout",
  "fixtures",
] satisfies (keyof ConformanceTestOptions)[];

/**
 * Refuses options that would be ignored, or read as a filter that they are not.
 *
 * @throws RangeError naming the option
 */
export function checkTestOptions(options: ConformanceTestOptions): void {
  checkOptions(options, NAMES, "a conformance test");
  const { variants, timeout, fixtures } = options;
  for (const name of ["variants", "tiers", "only", "skip", "flags", "require"] as const) {
    const list: unknown = options[name];
    if (list === undefined || (Array.isArray(list) && list.every((item) => typeof item === "string")))
      continue;
    throw new RangeError(`${name}: expected an array of strings, got ${show(list)}`);
  }
  if (variants !== undefined) checkVariantIds(variants, "variants");
  const unknown = options.tiers?.find((tier) => !TIERS.includes(tier));
  if (unknown !== undefined)
    throw new RangeError(`tiers: expected ${TIERS.join(" or ")}, got ${show(unknown)}`);
  if (timeout !== undefined && !(typeof timeout === "number" && timeout > 0 && timeout <= LONGEST)) {
    throw new RangeError(
      `timeout: expected milliseconds, more than 0 and at most ${LONGEST}, got ${show(timeout)}`,
    );
  }
  if (fixtures !== undefined && typeof fixtures !== "string") {
    throw new RangeError(`fixtures: expected a folder, got ${show(fixtures)}`);
  }
}
