/** An exercise of onenoughtone.com with its expected answer. */
import { float64, indices } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const oneNoughtOneSoftTarget: ThreadCaseRecord = {
  id: "onenoughtone-soft-target",
  title: "A course exercise: label smoothing 0.1 over two rows",
  link: "https://www.onenoughtone.com/learning-path/machine-learning-patterns/problem/soft-target-classification-loss",
  when: "as stored in 2026",
  asked: "What is the smoothed cross entropy of two rows of three logits?",
  cause: "Equation (1), mean over the rows.",
  inputs: {
    logits: float64([
      [2, 0, -1],
      [0, 1, 0],
    ]),
    target: indices([0, 2]),
  },
  readings: [
    {
      who: "the expected answer",
      printed: { loss: "0.927312" },
      made: { variant: "equation1", options: { labelSmoothing: 0.1 } },
    },
    { who: "without smoothing", made: { variant: "equation1" } },
  ],
  identify: 0,
};
