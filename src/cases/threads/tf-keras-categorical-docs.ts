/** The examples in the documentation of tf.keras.losses.CategoricalCrossentropy. */
import { float32 } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const tfKerasCategoricalDocs: ThreadCaseRecord = {
  id: "tf-keras-categorical-docs",
  title: "tf.keras: the four documented results of CategoricalCrossentropy",
  link: "https://www.tensorflow.org/versions/r2.5/api_docs/python/tf/keras/losses/CategoricalCrossentropy",
  when: "TensorFlow 2.5",
  asked: "What do reductions and sample weights make of the same two rows?",
  cause:
    "sum_over_batch_size divides by the number of rows, also when sample weights are given: 0.814 is (0.3 * 0.0513 + 0.7 * 2.303) / 2, not divided by the weights.",
  inputs: {
    probs: float32([
      [0.05, 0.95, 0],
      [0.1, 0.8, 0.1],
    ]),
    target: float32([
      [0, 1, 0],
      [0, 0, 1],
    ]),
  },
  readings: [
    { who: "by default", printed: { loss: "1.177" }, made: { variant: "keras-categorical" } },
    {
      who: "with sample weights 0.3 and 0.7",
      printed: { loss: "0.814" },
      made: { variant: "keras-categorical" },
      inputs: { sampleWeight: float32([0.3, 0.7]) },
    },
    {
      who: "sum",
      printed: { loss: "2.354" },
      made: { variant: "keras-categorical", options: { reduction: "sum" } },
    },
    {
      who: "none",
      printed: { loss: ["0.0513", "2.303"] },
      made: { variant: "keras-categorical", options: { reduction: "none" } },
    },
  ],
  identify: 3,
};
