/** The tests of a music generator's loss, a wrapper of Keras'. */
import { float32, indices } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const midiMusicGeneratorLosses: ThreadCaseRecord = {
  id: "midi-music-generator-losses",
  title: "midi-music-generator: what its tests expect of a smoothed Keras loss",
  link: "https://github.com/atsushieee/midi-music-generator/blob/7ff9b5b941f70ed914a46e2a4cf7932ea32916b6/tests/domain/train/train_step/test_losses.py",
  when: "commit 7ff9b5b9",
  asked: "What do label smoothing 0.1 and a masked token make of a loss of 0.2899?",
  cause:
    "The smoothing is equation (1) on probabilities. The masked row is left out of the sum and of the number of rows.",
  inputs: {
    probs: float32([
      [0.1, 0.8, 0.1],
      [0.7, 0.2, 0.1],
    ]),
    target: indices([1, 0]),
  },
  readings: [
    {
      who: "no smoothing",
      printed: { loss: "0.28990924" },
      made: { variant: "keras-categorical" },
    },
    {
      who: "smoothing 0.1",
      printed: { loss: "0.4125352" },
      made: { variant: "keras-categorical", options: { labelSmoothing: 0.1 } },
    },
    {
      who: "token 0 masked, no smoothing",
      printed: { loss: "0.22314353" },
      made: { variant: "torch", options: { ignoreIndex: 0 } },
    },
  ],
};
