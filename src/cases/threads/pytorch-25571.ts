/** pytorch/pytorch#25571. */
import { float32, indices } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const pytorch25571: ThreadCaseRecord = {
  id: "pytorch-25571",
  title: "torch cross_entropy: the weighted mean is not the mean of the losses",
  link: "https://github.com/pytorch/pytorch/issues/25571",
  when: "2019-09-03",
  asked: "The two losses are 5.6390 and 4.9593, so why is their mean 1.0598 and not 5.29915?",
  cause: "With class weights mean divides by the weights of the true classes, 6 + 4, and not by the 2 rows.",
  inputs: {
    logits: float32([
      [0.2, 0.3, 0.5],
      [0.5, 0.2, 0.3],
    ]),
    target: indices([2, 1]),
    weight: float32([2, 4, 6]),
  },
  readings: [
    { who: "reduction mean", printed: { loss: "1.0598" }, made: { variant: "torch" } },
    {
      who: "what the reporter expected",
      printed: { loss: "5.29915" },
      made: { variant: "torch", mutant: "reduction-mean" },
    },
    {
      who: "reduction none",
      printed: { loss: ["5.6390", "4.9593"] },
      made: { variant: "torch", options: { reduction: "none" } },
    },
    {
      who: "reduction sum",
      printed: { loss: "10.5983" },
      made: { variant: "torch", options: { reduction: "sum" } },
    },
  ],
  identify: 0,
};
