/** What is known of the links, for reasoning about losses without computing them. */
import type { Axes } from "../loss/axes.ts";

interface LinkFacts {
  /** One distribution over the classes of a row, or one probability per label. */
  readonly scope: "row" | "label";
  /** Where the link is the same function of the logits as its unclipped kin; undefined for everywhere. */
  readonly only?: string;
  /** Whether the loss is least elsewhere than at the target, and so has no floor that a formula gives. */
  readonly leastElsewhere?: true;
  /** The least probability it works with. */
  readonly clip?: number;
}

const CLIPPED = "every probability lies in [1e-7, 1 - 1e-7], where Keras clips nothing";

export const LINK_FACTS: { readonly [link in Axes["link"]]: LinkFacts } = {
  softmax: { scope: "row" },
  given: { scope: "row" },
  "clipped-rows": { scope: "row", only: CLIPPED, clip: 1e-7 },
  sigmoid: { scope: "label" },
  clipped: { scope: "label", only: CLIPPED, clip: 1e-7 },
  "clipped-and-added": { scope: "label", only: "no probability comes near 0 or 1", clip: 1e-7 },
  "cut-logarithms": { scope: "label", only: "no probability comes near 0 or 1" },
  "focal-softmax": { scope: "row", only: CLIPPED, leastElsewhere: true, clip: 1e-7 },
  "focal-clipped-rows": { scope: "row", only: CLIPPED, leastElsewhere: true, clip: 1e-7 },
  "focal-sigmoid": { scope: "label", leastElsewhere: true },
  "focal-clipped": { scope: "label", only: CLIPPED, leastElsewhere: true, clip: 1e-7 },
};
