/** paiml/aprender#2199, whose own oracle is PyTorch. */
import { float32, indices } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const aprender2199: ThreadCaseRecord = {
  id: "aprender-2199",
  title: "aprender: the smoothed loss is three times PyTorch's",
  link: "https://github.com/paiml/aprender/pull/2199",
  when: "2026-06-23",
  asked: "Why does a Rust cross entropy with label smoothing 0.1 give 2.38 where PyTorch gives 0.72?",
  cause:
    "The uniform part got (1 - a)/K in place of a/K: the mass that is kept was spread over the classes, not the mass that is taken.",
  inputs: { logits: float32([[2, 1, 0, -1, 0.5]]), target: indices([0]) },
  readings: [
    {
      who: "torch.nn.CrossEntropyLoss",
      printed: { loss: "0.7244379" },
      made: { variant: "torch", options: { labelSmoothing: 0.1 } },
    },
    {
      who: "aprender before the fix",
      printed: { loss: "2.383988" },
      made: { variant: "torch", options: { labelSmoothing: 0.1 }, mutant: "kept-mass-spread" },
    },
  ],
};
