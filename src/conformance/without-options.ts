/** An implementation that does not look at some options is judged by the vectors that leave these as they are. */
import type { Implementation } from "./implementation.ts";

/** An option, and the value that it always has. */
interface Unused {
  readonly option: string;
  readonly always: string;
}

/** The same implementation; calls with another value of an unused option are skipped, with the reason. */
export function withoutOptions(implementation: Implementation, unused: readonly Unused[]): Implementation {
  if (unused.length === 0) return implementation;
  const { name } = implementation;
  return {
    ...implementation,
    answer(call) {
      const other = unused.find(({ option, always }) => (call.options[option] ?? always) !== always);
      return other === undefined
        ? implementation.answer(call)
        : { kind: "skipped", reason: `${other.option} is always ${other.always} for ${name}` };
    },
  };
}
