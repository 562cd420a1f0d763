/** The example in the documentation of Flux.Losses.crossentropy, from FluxML/Flux.jl#1427. */
import { float32 } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const fluxCrossentropy: ThreadCaseRecord = {
  id: "flux-crossentropy",
  title: "Flux.jl: cross entropy of smoothed labels is 1.5776052",
  link: "https://fluxml.ai/FastAI.jl/dev/Flux@0.13.17/ref/Flux.Losses.crossentropy.html",
  when: "Flux 0.13.17",
  asked: "What does label_smoothing(y, 0.15) do to a loss of 1.6076053?",
  cause:
    "It is equation (1), 0.9 and 0.05 for three classes. The last digits come from the machine epsilon of float32 that Flux adds to every probability inside the logarithm.",
  inputs: {
    logits: float32([
      [-7, -6, -5],
      [-4, -3, -2],
      [-1, 0, 1],
      [2, 3, 4],
      [5, 6, 7],
    ]),
    target: float32([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0, 1, 0],
      [1, 0, 0],
    ]),
  },
  readings: [
    {
      who: "hard labels",
      printed: { loss: "1.6076053" },
      made: { variant: "equation1", mutant: "epsilon-added" },
    },
    {
      who: "labels smoothed by 0.15",
      printed: { loss: "1.5776052" },
      made: { variant: "equation1", options: { labelSmoothing: 0.15 }, mutant: "epsilon-added" },
    },
    {
      who: "the smoothed labels of one row",
      printed: { softTarget: ["0.9", "0.05", "0.05"] },
      made: { variant: "equation1", options: { labelSmoothing: 0.15 } },
      inputs: { logits: float32([[0, 0, 0]]), target: float32([[1, 0, 0]]) },
    },
  ],
};
