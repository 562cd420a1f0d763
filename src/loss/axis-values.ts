/** Values of the axes that have several parts, under the names that sources use. */
import type { Link, Reduction } from "./axes.ts";

export const SOFTMAX: Link = { probabilities: "softmax", clip: "none", focal: "none" };
export const SIGMOID: Link = { probabilities: "sigmoid", clip: "none", focal: "none" };
export const GIVEN_LOGS: Link = { probabilities: "given-logs", clip: "none", focal: "none" };
/** Keras' probabilities: of the classes of a row, and of labels on their own. */
export const CLIPPED_ROWS: Link = { probabilities: "row-shares", clip: "epsilon", focal: "none" };
export const CLIPPED_LABELS: Link = { probabilities: "given", clip: "epsilon", focal: "none" };

/** The same with Keras' focal factor. */
export function focal(link: Link, kind: Link["focal"] = "plain"): Link {
  return { ...link, focal: kind };
}

export const UNREDUCED: Reduction = { divisor: "unreduced", without: "quotient" };
export const SUM: Reduction = { divisor: "one", without: "quotient" };
export const MEAN: Reduction = { divisor: "losses", without: "nan" };

/** Any other mean. */
export function meanOver(
  divisor: Reduction["divisor"],
  without: Reduction["without"] = "quotient",
): Reduction {
  return { divisor, without };
}

/** Whether two links agree in all their parts. */
export function isLink(link: Link, other: Link): boolean {
  return LINK_PARTS.every((part) => link[part] === other[part]);
}

/** A compile error here names a part of a link that is left out. */
const LINK_PARTS = Object.keys({
  probabilities: 0,
  clip: 0,
  focal: 0,
  scale: 0,
  cap: 0,
  normaliserCost: 0,
  positives: 0,
} satisfies { readonly [part in keyof Link]-?: 0 }) as readonly (keyof Link)[];

/** Whether a reduction divides at all. */
export function isMean({ divisor }: Reduction): boolean {
  return divisor !== "unreduced" && divisor !== "one";
}

/** Whether each label has a probability of its own, instead of a row's classes sharing one. */
export function isPerLabel({ probabilities }: Pick<Link, "probabilities">): boolean {
  return probabilities === "sigmoid" || probabilities === "given";
}
