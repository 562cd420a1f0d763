/** TensorFlow's own tests of its two smoothed losses; the expected numbers are formulas there, to three decimals. */
import { float32 } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const tensorflowLossTests: ThreadCaseRecord = {
  id: "tensorflow-loss-tests",
  title: "TensorFlow 1: the tests of its smoothed softmax and sigmoid losses",
  link: "https://github.com/tensorflow/tensorflow/blob/023da5a9efd885927d3b4106c0ce5578bae8960a/tensorflow/contrib/losses/python/losses/loss_ops_test.py",
  when: "commit 023da5a9",
  asked: "Is a sigmoid label smoothed towards 1/2 or towards one over the number of labels?",
  cause:
    "Towards 1/2, since a label is a choice between two; an earlier version of the file smoothed it towards 1/K as softmax does, and its test expected 400 a/9 in place of 50 a.",
  inputs: { logits: float32([[100, -100, -100]]) },
  readings: [
    {
      who: "softmax, label 1: 400 a/3",
      printed: { loss: "13.333" },
      made: { variant: "tfjs-softmax", options: { labelSmoothing: 0.1 } },
      inputs: { target: float32([[1, 0, 0]]) },
    },
    {
      who: "sigmoid, labels 1 and 3: (100 + 50 a)/3",
      printed: { loss: "35.000" },
      made: { variant: "tfjs-sigmoid", options: { labelSmoothing: 0.1 } },
      inputs: { target: float32([[1, 0, 1]]) },
    },
    {
      who: "sigmoid, label 1, an earlier version: 400 a/9",
      printed: { loss: "4.444" },
      made: { variant: "timm-binary", options: { labelSmoothing: 0.1 } },
      inputs: { target: float32([[1, 0, 0]]) },
    },
    {
      who: "the same towards 1/2, which the thread does not print",
      made: { variant: "tfjs-sigmoid", options: { labelSmoothing: 0.1 } },
      inputs: { target: float32([[1, 0, 0]]) },
    },
    {
      who: "sigmoid with a weight per label: 1700/7",
      printed: { loss: "242.857" },
      made: { variant: "tfjs-sigmoid" },
      inputs: {
        logits: float32([
          [100, -100, -100],
          [-100, 100, -100],
          [-100, -100, 100],
        ]),
        target: float32([
          [0, 0, 1],
          [1, 0, 0],
          [0, 1, 0],
        ]),
        sampleWeight: float32([
          [3, 4, 5],
          [2, 6, 0],
          [8, 0, 1],
        ]),
      },
    },
  ],
  ledger: { from: 2, to: 3 },
  identify: 2,
};
