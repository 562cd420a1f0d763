/** keras-team/keras#6143. */
import { float32 } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const keras6143: ThreadCaseRecord = {
  id: "keras-6143",
  title: "Keras: from_logits=True of a softmax output is 0.4885",
  link: "https://github.com/keras-team/keras/issues/6143",
  when: "2017-04-04",
  asked: "What is 0.488548, if the model already ends in a softmax and the loss is told from_logits=True?",
  cause: "Softmax was taken twice: of the logits by the model, and of its probabilities by the loss.",
  inputs: {
    logits: float32([
      [1, 0],
      [0, 1],
    ]),
    target: float32([
      [1, 0],
      [0, 1],
    ]),
  },
  readings: [
    { who: "the loss that was meant", made: { variant: "keras-categorical", options: { fromLogits: true } } },
    {
      who: "from_logits=True, of the softmax",
      printed: { loss: "0.488548" },
      made: { variant: "keras-categorical", options: { fromLogits: true }, mutant: "softmax-twice" },
    },
  ],
};
