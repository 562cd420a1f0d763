/** pytorch/pytorch#8062. */
import { float32, indices } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const pytorch8062: ThreadCaseRecord = {
  id: "pytorch-8062",
  title: "torch cross_entropy: averaging by hand gives 2000, the loss says 133.3",
  link: "https://github.com/pytorch/pytorch/issues/8062",
  when: "2018-06-02",
  asked: "Two rows cost 4000 and 0. Is the mean 2000 or 133.3333?",
  cause:
    "The weighted mean divides by the weights of the true classes, 20 + 10; by hand one divides by 2 rows.",
  inputs: {
    logits: float32([
      [-100, 100],
      [-100, 100],
    ]),
    target: indices([0, 1]),
    weight: float32([20, 10]),
  },
  readings: [
    { who: "CrossEntropyLoss, averaged", printed: { loss: "133.3333" }, made: { variant: "torch" } },
    {
      who: "averaged by hand",
      printed: { loss: "2000." },
      made: { variant: "torch", mutant: "reduction-mean" },
    },
    {
      who: "row by row",
      printed: { loss: ["4000.", "-0."] },
      made: { variant: "torch", options: { reduction: "none" } },
    },
  ],
  identify: 0,
};
