/** PaddlePaddle/Paddle#47813; its logits have shape (1, 3, 2) for torch and (1, 2, 3) for Paddle, here (2, 3) for both. */
import { float32, indices } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const paddle47813: ThreadCaseRecord = {
  id: "paddle-47813",
  title: "Paddle: class weights with label smoothing are not PyTorch's",
  link: "https://github.com/PaddlePaddle/Paddle/issues/47813",
  when: "2022-11-09",
  asked: "With weights alone or smoothing alone Paddle equals PyTorch. Why 1.5481 and 1.5991 with both?",
  cause:
    "PyTorch weights every class's term by that class's weight. Paddle weights the whole row by the mean weight under its smoothed label, sum of q w, and divides by the same.",
  inputs: {
    logits: float32([
      [0, 0, 0],
      [1, 0, 1],
    ]),
    target: indices([0, 1]),
    weight: float32([1, 2, 3]),
  },
  readings: [
    {
      who: "torch.nn.CrossEntropyLoss",
      printed: { loss: "1.5991" },
      made: { variant: "torch", options: { labelSmoothing: 0.1 } },
      differs: {
        weGet: "1.59971",
        because:
          "torch prints 1.5997 for the thread's own code; the thread's number looks like a slip of the pen",
      },
    },
    {
      who: "paddle.nn.CrossEntropyLoss(soft_label=True)",
      printed: { loss: "1.5481" },
      made: { variant: "paddle", options: { labelSmoothing: 0.1 } },
    },
  ],
};
