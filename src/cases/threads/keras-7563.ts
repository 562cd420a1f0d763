/** keras-team/keras#7563. */
import { float64 } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const keras7563: ThreadCaseRecord = {
  id: "keras-7563",
  title: "Keras: categorical_crossentropy stops growing where TensorFlow's does not",
  link: "https://github.com/keras-team/keras/issues/7563",
  when: "2017-08-08",
  asked:
    "For logits 100 times as large, why is the loss 8.06 by Keras and 150 by softmax_cross_entropy_with_logits?",
  cause:
    "Keras takes probabilities and clips them to [1e-7, 1 - 1e-7], so that no row costs more than 16.118; the mean of 0 and 16.118 is 8.059. From logits nothing is clipped.",
  inputs: {
    logits: float64([
      [300, 100, 100],
      [-100, 200, 500],
    ]),
    target: float64([
      [1, 0, 0],
      [0, 1, 0],
    ]),
  },
  readings: [
    {
      who: "tf.nn.softmax_cross_entropy_with_logits",
      printed: { loss: "150.0" },
      made: { variant: "keras-categorical", options: { fromLogits: true } },
    },
    {
      who: "Keras, of the softmax",
      printed: { loss: "8.05904786964" },
      made: { variant: "keras-categorical" },
      differs: {
        weGet: "8.05904787548",
        because:
          "Keras 2 kept its epsilon as a float32, 1.00000001168e-7, also where it computed in float64; ours is 1e-7 in float64",
      },
    },
    {
      who: "both, for logits 3, 1, 1 and -1, 2, 5",
      printed: { loss: "1.64524526487" },
      made: { variant: "keras-categorical" },
      inputs: {
        logits: float64([
          [3, 1, 1],
          [-1, 2, 5],
        ]),
      },
    },
  ],
};
