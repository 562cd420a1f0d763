/** dice-group/dice-embeddings#433: the thread prints targets, no loss. */
import { float64, indices } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const diceEmbeddings433: ThreadCaseRecord = {
  id: "dice-embeddings-433",
  title: "dice-embeddings: smoothed labels are 0.5 and 1.4",
  link: "https://github.com/dice-group/dice-embeddings/issues/433",
  when: "2026-09-08",
  asked: "With two entities and smoothing 0.1 the labels should be 0.05 and 0.95. Why 0.5 and 1.4?",
  cause:
    "The uniform part is 1/K in place of a/K: the smoothing was left out of it. ConvE has the same slip.",
  inputs: { logits: float64([[0, 0]]), target: indices([1]) },
  readings: [
    {
      who: "expected",
      printed: { softTarget: ["0.05", "0.95"] },
      made: { variant: "equation1", options: { labelSmoothing: 0.1 } },
    },
    {
      who: "KvsAll and AllvsAll",
      printed: { softTarget: ["0.5", "1.4"] },
      made: { variant: "equation1", options: { labelSmoothing: 0.1 }, mutant: "plus-one-over-k" },
    },
  ],
};
