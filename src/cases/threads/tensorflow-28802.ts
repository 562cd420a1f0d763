/** tensorflow/tensorflow#28802: inputs from the example of the documentation it corrects. */
import { float32 } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const tensorflow28802: ThreadCaseRecord = {
  id: "tensorflow-28802",
  title: "tf.keras: the documented BinaryCrossentropy changed from 12.0007 to 11.522857",
  link: "https://github.com/tensorflow/tensorflow/pull/28802",
  when: "2019-05-17",
  asked: "The example on the website gives 12.0007 in TensorFlow 1.13 and 11.522857 in 2.0. Which is a typo?",
  cause:
    "Neither: both clip the probabilities to [1e-7, 1 - 1e-7], and TensorFlow 2.0 adds 1e-7 inside the logarithm once more. Keras 3 is back at 12.0007.",
  inputs: { probs: float32([[1, 1, 1, 0]]), target: float32([[0, 0, 1, 1]]) },
  readings: [
    { who: "TensorFlow 1.13", printed: { loss: "12.0007" }, made: { variant: "keras-binary" } },
    { who: "TensorFlow 2.0", printed: { loss: "11.522857" }, made: { variant: "tf-keras-binary" } },
  ],
};
