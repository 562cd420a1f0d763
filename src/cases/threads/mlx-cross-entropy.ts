/** The example in the documentation of mlx.nn.losses.cross_entropy. */
import { float32, indices } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const mlxCrossEntropy: ThreadCaseRecord = {
  id: "mlx-cross-entropy",
  title: "MLX: cross_entropy of indices and of probabilities",
  link: "https://ml-explore.github.io/mlx/build/html/python/nn/_autosummary_functions/mlx.nn.losses.cross_entropy.html",
  when: "the documentation of MLX",
  asked: "What is the loss of class indices, and of probabilities 0.9 and 0.1?",
  cause:
    "Probabilities 0.9 and 0.1 are what label smoothing 0.2 makes of two classes under equation (1), so the second is the first with smoothing 0.2.",
  inputs: {
    logits: float32([
      [2, -1],
      [-1, 2],
    ]),
  },
  readings: [
    {
      who: "class indices",
      printed: { loss: ["0.0485873", "0.0485873"] },
      made: { variant: "equation1", options: { reduction: "none" } },
      inputs: { target: indices([0, 1]) },
    },
    {
      who: "probabilities 0.9 and 0.1",
      printed: { loss: ["0.348587", "0.348587"] },
      made: { variant: "equation1", options: { reduction: "none" } },
      inputs: {
        target: float32([
          [0.9, 0.1],
          [0.1, 0.9],
        ]),
      },
    },
    {
      who: "indices with smoothing 0.2",
      made: { variant: "equation1", options: { reduction: "none", labelSmoothing: 0.2 } },
      inputs: { target: indices([0, 1]) },
    },
  ],
  ledger: { from: 0, to: 2 },
  identify: 0,
};
