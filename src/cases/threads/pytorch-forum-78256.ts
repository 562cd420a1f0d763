/** A thread of the PyTorch forum. */
import { float32, indices } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const pytorchForum78256: ThreadCaseRecord = {
  id: "pytorch-forum-78256",
  title: "PyTorch forum: a weighted loss by hand is 0.6662, torch says 1.7529",
  link: "https://discuss.pytorch.org/t/weight-in-cross-entropy-loss/78256",
  when: "2020-04-24",
  asked: "Where does the factor between a weighted cross entropy by hand and torch's come from?",
  cause:
    "By hand the two weighted losses were divided by 2, the rows; torch divides by 0.4 + 0.36, the weights.",
  inputs: {
    logits: float32([
      [3, 4],
      [6, 9],
    ]),
    target: indices([1, 0]),
    weight: float32([0.4, 0.36]),
  },
  readings: [
    { who: "torch.nn.CrossEntropyLoss", printed: { loss: "1.7529" }, made: { variant: "torch" } },
    {
      who: "by hand, from probabilities cut to four digits",
      printed: { loss: "0.6662" },
      made: { variant: "torch", mutant: "reduction-mean" },
    },
  ],
  identify: 0,
};
