/** pytorch/pytorch#104776: 21 rows, each a loss of its own in the thread. */
import { float32 } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

/** The thread's loop: i/20 and 1 - i/20. */
const LOGITS = Array.from({ length: 21 }, (_, i) => [i * 0.05, 1 - i * 0.05]);

export const pytorch104776: ThreadCaseRecord = {
  id: "pytorch-104776",
  title: "torch.nn.CrossEntropyLoss: class weights move the minimum of a smoothed loss",
  link: "https://github.com/pytorch/pytorch/issues/104776",
  when: "2023-07-15",
  asked:
    "With label smoothing 0.1 the loss is least at one place without class weights, and at another with them. Why?",
  cause:
    "The weights multiply every term of the smoothed target, not the row: with weights (0.1, 0.9) the small mass on the other class outweighs the large one on the right class. The loss is least where p is proportional to w q, not to q. With probabilities as target, mean does not divide by the weights.",
  inputs: {
    logits: float32(LOGITS),
    target: float32(LOGITS.map(() => [1, 0])),
  },
  readings: [
    {
      who: "weights 1 and 1",
      printed: {
        loss: "1.26326, 1.19615, 1.13110, 1.06819, 1.00749, 0.94908, 0.89302, 0.83936, 0.78814, 0.73940, 0.69315, 0.64940, 0.60814, 0.56936, 0.53302, 0.49908, 0.46749, 0.43819, 0.41110, 0.38615, 0.36326".split(
          ", ",
        ),
      },
      made: { variant: "torch", options: { labelSmoothing: 0.1, reduction: "none" } },
      inputs: { weight: float32([1, 1]) },
    },
    {
      who: "weights 0.1 and 0.9, the loss times 10",
      printed: {
        loss: "1.38857, 1.33262, 1.27954, 1.22946, 1.18248, 1.13871, 1.09822, 1.06110, 1.02739, 0.99716, 0.97041, 0.94716, 0.92739, 0.91110, 0.89822, 0.88871, 0.88248, 0.87946, 0.87954, 0.88262, 0.88857".split(
          ", ",
        ),
      },
      made: { variant: "torch", options: { labelSmoothing: 0.1, reduction: "none" } },
      inputs: { weight: float32([0.1, 0.9]) },
      times: 10,
    },
    {
      who: "weights 0.01 and 0.99, the loss times 20",
      printed: {
        loss: "0.55965, 0.57356, 0.58990, 0.60876, 0.63024, 0.65441, 0.68136, 0.71114, 0.74380, 0.77939, 0.81791, 0.85939, 0.90380, 0.95114, 1.00136, 1.05441, 1.11024, 1.16876, 1.22990, 1.29356, 1.35965".split(
          ", ",
        ),
      },
      made: { variant: "torch", options: { labelSmoothing: 0.1, reduction: "none" } },
      inputs: { weight: float32([0.01, 0.99]) },
      times: 20,
    },
  ],
  identify: 1,
};
