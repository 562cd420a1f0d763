/** keras-team/keras#15249. */
import { float32 } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const keras15249: ThreadCaseRecord = {
  id: "keras-15249",
  title: "Keras 2.6: binary_crossentropy of 0.9999999 is 15.33, Theano's is 15.94",
  link: "https://github.com/keras-team/keras/issues/15249",
  when: "2021-08-25",
  asked: "Which epsilon makes TensorFlow's binary cross entropy smaller than Theano's?",
  cause: "It is used twice: the probabilities are clipped by 1e-7, and 1e-7 is added inside the logarithm.",
  inputs: { probs: float32([[0.9999999], [0.9999999], [0.0000001]]), target: float32([[0], [1], [0]]) },
  readings: [
    {
      who: "Theano 1.0.4",
      printed: { loss: ["1.5942385e+01", "1.1920930e-07", "1.1920930e-07"] },
      made: { variant: "keras-binary", options: { reduction: "none" } },
      differs: {
        weGet: ["1.5942385e+01", "1.1920930e-07", "1.0000001e-07"],
        because:
          "the last loss is -ln(1 - 1e-7); Theano rounds 1 - 1e-7 to float32 first, our evaluator takes the logarithm of the number itself",
      },
    },
    {
      who: "Keras 2.6",
      printed: { loss: ["15.333239", "-0.", "-0."] },
      made: { variant: "tf-keras-binary", options: { reduction: "none" } },
      differs: {
        weGet: ["15.333239", "1.9209288e-08", "0.0"],
        because:
          "the second is -ln(1 - 1.2e-7 + 1e-7), and in float32 that sum rounds to 1; the number in question, 15.333239, does come out",
      },
    },
  ],
};
