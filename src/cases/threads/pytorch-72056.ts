/** pytorch/pytorch#72056: an error in place of a number. */
import { float32, indices } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const pytorch72056: ThreadCaseRecord = {
  id: "pytorch-72056",
  title: "torch 1.10: smoothing, class weights and an ignored row raise an error",
  link: "https://github.com/pytorch/pytorch/issues/72056",
  when: "2022-01-31",
  asked:
    "Why does the loss index out of bounds when rows are ignored, classes weighted and labels smoothed at once?",
  cause:
    "To divide by the weights, torch 1.10 looked up the weight of every target, the ignored -1 included. Later versions leave ignored rows out of that sum.",
  inputs: {
    logits: float32([
      [0.1735, 0.2191],
      [-0.1377, 0.3467],
      [-0.2162, 0.2021],
      [-0.1177, 0.2157],
      [-0.1232, 0.262],
      [-0.1578, 0.4038],
      [-0.0209, 0.3298],
      [-0.0639, 0.2317],
      [-0.3914, 0.2106],
      [-0.4211, 0.342],
    ]),
    target: indices([0, -1, 0, 0, 0, 0, 0, 0, -1, 0]),
    weight: float32([1, 16]),
  },
  readings: [
    {
      who: "torch 1.10.2",
      printed: { error: "RuntimeError: index -1 is out of bounds for dimension 0 with size 2" },
      made: { variant: "torch", options: { labelSmoothing: 0.1, ignoreIndex: -1 } },
      differs: {
        weGet: "1.2842268",
        because: "the error was mended (pytorch/pytorch#69511); this is the loss that later versions give",
      },
    },
  ],
};
