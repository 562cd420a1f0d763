/** One answer of `identify` in one line. */
import type { Match } from "../identify/identify.ts";

/** Most other names of an answer in a line. */
const MOST_NAMES = 4;

/**
 * The call as people write it, what it was given, the mistake, other names of the same function, and the id:
 * `PyTorch CrossEntropyLoss(label_smoothing=0.1); the same as timm LabelSmoothingCrossEntropy and 20 others; id torch,
 * labelSmoothing 0.1`.
 */
export function matchText({ call, given, variant, options, mutant, sameAs }: Match, isWhole = false): string {
  const said = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  const on = given.length === 0 ? "" : ` of ${given.join(", ")}`;
  const wrong =
    mutant === undefined
      ? ""
      : `, but ${mutant.says} (mutant ${mutant.id}${mutant.seen === undefined ? "" : `; seen in ${mutant.seen}`})`;
  return `${call}${on}${wrong}${alsoNamed(sameAs, isWhole)}; id ${[variant, ...said].join(", ")}`;
}

/** Other names of the same function; the best known of them, or all. */
export function alsoNamed(sameAs: readonly { readonly call: string }[], isWhole = false): string {
  if (sameAs.length === 0) return "";
  const names = sameAs.slice(0, isWhole ? sameAs.length : MOST_NAMES).map(({ call }) => call);
  const left = sameAs.length - names.length;
  return `; the same as ${names.join(", ")}${left > 0 ? ` and ${left} others` : ""}`;
}
