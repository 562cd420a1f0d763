/** pytorch/pytorch#69339: an error in place of a number. */
import { float32, indices } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const pytorch69339: ThreadCaseRecord = {
  id: "pytorch-69339",
  title: "torch 1.10: weight, label_smoothing and ignored indices do not go together",
  link: "https://github.com/pytorch/pytorch/issues/69339",
  when: "2021-12-03",
  asked: "Any two of weight, label_smoothing and an ignored row work. Why not all three?",
  cause:
    "The sum of weights that the smoothed part is divided by looked up the weight of target -100. Later versions leave ignored rows out of it.",
  inputs: {
    logits: float32([
      [1, 2],
      [3, 0.4],
    ]),
    target: indices([-100, 1]),
    weight: float32([0.2, 0.3]),
  },
  readings: [
    {
      who: "torch 1.10",
      printed: { error: "RuntimeError: index -100 is out of bounds for dimension 0 with size 2" },
      made: { variant: "torch", options: { labelSmoothing: 0.1 } },
      differs: {
        weGet: "2.5404506",
        because: "the error was mended; this is the loss that later versions give",
      },
    },
  ],
};
