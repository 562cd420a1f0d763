/** tensorflow/tensorflow#31930; the numbers are in the answer of 2019-11-26. */
import { float32 } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const tensorflow31930: ThreadCaseRecord = {
  id: "tensorflow-31930",
  title: "tf.keras: binary cross entropy of logit 1000 is 1000 or 15.33",
  link: "https://github.com/tensorflow/tensorflow/issues/31930",
  when: "2019-08-23",
  asked: "One model, two ways to write its sigmoid: why is the loss 1000 for one and 15.33 for the other?",
  cause:
    "When the loss sees the logits it computes from them. When it sees a probability, 1 is clipped to 1 - 1e-7 and 1e-7 is added inside the logarithm: -ln(2.2e-7) is 15.33.",
  inputs: { target: float32([[0]]) },
  readings: [
    {
      who: "from the logit",
      printed: { loss: "1000" },
      made: { variant: "keras-binary", options: { fromLogits: true } },
      inputs: { logits: float32([[1000]]) },
    },
    {
      who: "from the probability",
      printed: { loss: "15.33" },
      made: { variant: "tf-keras-binary" },
      inputs: { probs: float32([[1]]) },
    },
  ],
};
