/** Facts about the links, for reasoning about losses without computing them. */

import type { Axes } from "../loss/axes.ts";
import { isPerLabel } from "../loss/axis-values.ts";

export interface LinkFacts {
  /** One distribution over the classes of a row, or one probability per label. */
  readonly scope: "row" | "label";
  /** The condition under which the link equals its unclipped form; undefined if it always does. */
  readonly only?: string;
  /** Whether the loss is not least at the target, so that no formula gives its floor. */
  readonly leastElsewhere?: true;
  /** The least probability that it uses. */
  readonly clip?: number;
}

const AWAY_FROM_ENDS = "no probability comes near 0 or 1";

/** The condition under which a clip changes nothing. */
const ONLY: { readonly [clip in Exclude<Axes["link"]["clip"], "none">]: string } = {
  epsilon: "every probability lies in [1e-7, 1 - 1e-7], where Keras clips nothing",
  "epsilon-and-added": AWAY_FROM_ENDS,
  logarithms: AWAY_FROM_ENDS,
  logits: "every logit lies within 64 of the largest in its row, where Paddle clips nothing",
  underflow: "every logit lies within 87 of the largest in its row, where float32 loses no probability",
};

/** The parts of a link that make it another function of the logits than a cross entropy. */
const CHANGES = ["focal", "scale", "cap", "normaliserCost", "positives"] as const;

/** Those that a link has. */
export function changesOf(link: Axes["link"]): (typeof CHANGES)[number][] {
  return CHANGES.filter((part) => (link[part] ?? "none") !== "none");
}

/** The facts about a link, from its parts. */
export function linkFacts(link: Axes["link"]): LinkFacts {
  const { probabilities, clip } = link;
  const scope = isPerLabel({ probabilities }) ? "label" : "row";
  const isKeras = clip === "epsilon";
  return {
    scope,
    ...(clip === "none" ? {} : { only: ONLY[clip] }),
    ...(changesOf(link).length === 0 ? {} : { leastElsewhere: true }),
    ...(isKeras || clip === "epsilon-and-added" ? { clip: 1e-7 } : {}),
  };
}
