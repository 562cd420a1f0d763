/** One answer of `identify` in one line. */
import type { Match } from "../identify/identify.ts";

/** Most other names of an answer in a line. */
const MOST_NAMES = 4;

/** Variant, options, mistake and other names: `simple, labelSmoothing 0.1, numClasses 5; the same as sockeye`. */
export function matchText({ variant, options, mutant, sameAs }: Match): string {
  const said = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  const wrong =
    mutant === undefined
      ? ""
      : `, but ${mutant.says} (mutant ${mutant.id}${mutant.seen === undefined ? "" : `; seen in ${mutant.seen}`})`;
  const names = sameAs
    .slice(0, MOST_NAMES)
    .map((other) =>
      other.options.labelSmoothing === options.labelSmoothing
        ? other.variant
        : `${other.variant} at ${other.options.labelSmoothing}`,
    );
  const left = sameAs.length - names.length;
  const others =
    names.length === 0 ? "" : `; the same as ${names.join(", ")}${left > 0 ? ` and ${left} more` : ""}`;
  return `${[variant, ...said].join(", ")}${wrong}${others}`;
}
