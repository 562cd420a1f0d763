/** dice-group/dice-embeddings#437: the thread prints targets, no loss. */
import { float64, indices } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const diceEmbeddings437: ThreadCaseRecord = {
  id: "dice-embeddings-437",
  title: "dice-embeddings: one dataset does not smooth its labels",
  link: "https://github.com/dice-group/dice-embeddings/issues/437",
  when: "2026-09-08",
  asked: "Smoothing 0.1 should give labels 0.9 and 0.1. Why 1 and 0?",
  cause:
    "The option is read and never used. What was expected is 1 - a and a/(K-1), which is not what the project's other datasets compute (0.95 and 0.05, see dice-embeddings-433).",
  inputs: { logits: float64([[0, 0]]), target: indices([0]) },
  readings: [
    {
      who: "expected",
      printed: { softTarget: ["0.9", "0.1"] },
      made: { variant: "simple", options: { labelSmoothing: 0.1, numClasses: 2 } },
    },
    {
      who: "KvsSample",
      printed: { softTarget: ["1.0", "0.0"] },
      made: {
        variant: "simple",
        options: { labelSmoothing: 0.1, numClasses: 2 },
        mutant: "smoothing-missing",
      },
    },
  ],
};
