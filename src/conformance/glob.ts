/** Globs of vector ids. */
import picomatch from "picomatch";

/** Longer than any id, with room for choices in braces. */
const LONGEST_GLOB = 1_000;

/**
 * Whether an id matches any of the globs: `*`, `?`, `[…]`, `{a,b}` and `!` in front. Repeated patterns such as `+(a|b)`
 * are plain text, since even a short one can take practically forever.
 */
export function globMatcher(globs: readonly string[]): (id: string) => boolean {
  // A longer one matches nothing.
  const matchers = globs
    .filter((glob) => glob.length <= LONGEST_GLOB)
    .map((glob) => picomatch(glob, { noextglob: true }));
  return (id) => matchers.some((matches) => matches(id));
}
