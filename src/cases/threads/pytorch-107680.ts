/** pytorch/pytorch#107680. */
import { float32, indices } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const pytorch107680: ThreadCaseRecord = {
  id: "pytorch-107680",
  title: "torch cross_entropy: class indices and their one-hot rows give different means",
  link: "https://github.com/pytorch/pytorch/issues/107680",
  when: "2023-08-22",
  asked:
    "The same weighted loss is 0.87 for class indices and 54.4 for the same classes as one-hot rows. Which is right?",
  cause:
    "mean divides by the summed weights of the true classes when the target is indices, and by the number of rows when it is a distribution, weights or not. Here the weights sum to 125 over 2 rows.",
  inputs: {
    logits: float32([
      [2.3, 2.1, 4.5],
      [4.2, 3.2, 5.1],
    ]),
    weight: float32([25, 25, 100]),
  },
  readings: [
    {
      who: "class indices",
      printed: { loss: "0.8705" },
      made: { variant: "torch" },
      inputs: { target: indices([1, 2]) },
    },
    {
      who: "one-hot rows",
      printed: { loss: "54.4052" },
      made: { variant: "torch" },
      inputs: {
        target: float32([
          [0, 1, 0],
          [0, 0, 1],
        ]),
      },
    },
  ],
};
