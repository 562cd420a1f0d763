/** ildoonet/pytorch-randaugment#30: the thread prints targets, no loss. */
import { float64, indices } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const pytorchRandaugment30: ThreadCaseRecord = {
  id: "pytorch-randaugment-30",
  title: "pytorch-randaugment: the smoothed target keeps all of its mass",
  link: "https://github.com/ildoonet/pytorch-randaugment/issues/30",
  when: "2021-10-28",
  asked: "With seven classes and smoothing 0.1 the label stays 1.0000. Is that label smoothing?",
  cause: "The target is scaled by 1 - a/K in place of 1 - a, so that it sums to more than 1.",
  inputs: { logits: float64([[0, 0, 0, 0, 0, 0, 0]]), target: indices([0]) },
  readings: [
    {
      who: "expected",
      printed: { softTarget: ["0.9143", "0.0143", "0.0143", "0.0143", "0.0143", "0.0143", "0.0143"] },
      made: { variant: "equation1", options: { labelSmoothing: 0.1 } },
    },
    {
      who: "SmoothCrossEntropyLoss",
      printed: { softTarget: ["1.0000", "0.0143", "0.0143", "0.0143", "0.0143", "0.0143", "0.0143"] },
      made: { variant: "equation1", options: { labelSmoothing: 0.1 }, mutant: "scale-one-minus-share" },
    },
  ],
};
