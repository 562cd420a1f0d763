/** pytorch/pytorch#75181; the same question is #116349 and #70348. */
import { float32, indices } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const pytorch75181: ThreadCaseRecord = {
  id: "pytorch-75181",
  title: "torch 1.11: the mean over ignored rows alone is nan",
  link: "https://github.com/pytorch/pytorch/issues/75181",
  when: "2022-04-04",
  asked: "Why is the loss of a batch whose only label is ignore_index not a number any more?",
  cause:
    "mean divides by the weight of the kept rows. None is kept, so it is 0/0; up to torch 1.10 it was 0.",
  inputs: { logits: float32([[1, 2, 3]]), target: indices([-1]) },
  readings: [
    {
      who: "torch 1.11",
      printed: { loss: "nan" },
      made: { variant: "torch", options: { ignoreIndex: -1 } },
    },
    {
      who: "a mean over all rows",
      made: { variant: "torch", options: { ignoreIndex: -1 }, mutant: "ignored-rows-in-denominator" },
    },
  ],
};
