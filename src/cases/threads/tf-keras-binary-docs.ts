/** The examples in the documentation of tf.keras.losses.BinaryCrossentropy. */
import { float32 } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const tfKerasBinaryDocs: ThreadCaseRecord = {
  id: "tf-keras-binary-docs",
  title: "tf.keras: the four documented results of BinaryCrossentropy",
  link: "https://tensorflow.google.cn/versions/r2.3/api_docs/python/tf/keras/losses/BinaryCrossentropy",
  when: "TensorFlow 2.3",
  asked: "What do reductions and sample weights make of two rows of two labels?",
  cause:
    "A row is the mean of its labels. sum_over_batch_size divides by the number of rows, also when one of them has weight 0: 0.458 is half of 0.916.",
  inputs: {
    probs: float32([
      [0.6, 0.4],
      [0.4, 0.6],
    ]),
    target: float32([
      [0, 1],
      [0, 0],
    ]),
  },
  readings: [
    { who: "by default", printed: { loss: "0.815" }, made: { variant: "keras-binary" } },
    {
      who: "with sample weights 1 and 0",
      printed: { loss: "0.458" },
      made: { variant: "keras-binary" },
      inputs: { sampleWeight: float32([1, 0]) },
    },
    {
      who: "sum",
      printed: { loss: "1.630" },
      made: { variant: "keras-binary", options: { reduction: "sum" } },
    },
    {
      who: "none",
      printed: { loss: ["0.916", "0.714"] },
      made: { variant: "keras-binary", options: { reduction: "none" } },
    },
  ],
  identify: 3,
};
