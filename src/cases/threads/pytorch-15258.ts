/** pytorch/pytorch#15258, which prints a gradient as well. */
import { float32, indices } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const pytorch15258: ThreadCaseRecord = {
  id: "pytorch-15258",
  title: "torch cross_entropy: the documented weighted formula does not give the printed mean",
  link: "https://github.com/pytorch/pytorch/issues/15258",
  when: "2018-12-15",
  asked: "Is the documented weighted loss wrong, if its plain mean is not what the function returns?",
  cause:
    "The formula is one row's loss. The mean of the three rows is divided by the weights of their classes, 2 + 3 + 2, and so is the gradient.",
  inputs: {
    logits: float32([
      [-5, -6],
      [3, 2],
      [3, 2],
    ]),
    target: indices([1, 0, 1]),
    weight: float32([3, 2]),
  },
  readings: [
    {
      who: "F.cross_entropy with its gradient",
      printed: {
        loss: "0.8847",
        gradient: ["0.2089", "-0.2089", "-0.1153", "0.1153", "0.2089", "-0.2089"],
      },
      made: { variant: "torch" },
    },
    {
      who: "the plain mean, which the thread asks about",
      made: { variant: "torch", mutant: "reduction-mean" },
    },
  ],
  identify: 0,
};
