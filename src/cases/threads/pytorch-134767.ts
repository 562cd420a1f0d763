/** pytorch/pytorch#134767. */
import { float32 } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const pytorch134767: ThreadCaseRecord = {
  id: "pytorch-134767",
  title: "torch takes a label smoothing of -3 without a word",
  link: "https://github.com/pytorch/pytorch/issues/134767",
  when: "2024-08-29",
  asked: "Smoothing 3 is refused as outside [0, 1]. Why does -3 return 1.5941, and what is it?",
  cause:
    "Only values above 1 are refused. Anything that is not above 0 means no smoothing at all: 1.5941 is the plain cross entropy of these probabilities, which do not sum to 1.",
  inputs: {
    logits: float32([
      [0.4, 0.8, 0.6],
      [0.3, 0, 0.5],
    ]),
    target: float32([
      [0.2, 0.9, 0.4],
      [0.1, 0.8, 0.5],
    ]),
  },
  readings: [
    {
      who: "label_smoothing=-3.",
      printed: { loss: "1.5941" },
      made: { variant: "torch", options: { labelSmoothing: -3 } },
    },
    {
      who: "-3 put into equation (1)",
      made: { variant: "torch", options: { labelSmoothing: -3 }, mutant: "smoothing-always-applied" },
    },
    {
      who: "label_smoothing=3.",
      printed: { error: "RuntimeError: label_smoothing must be between 0.0 and 1.0. Got: 3" },
      made: { variant: "torch", options: { labelSmoothing: 3 } },
    },
  ],
  identify: 0,
};
