/** keras-team/keras#17634, moved to keras-team/tf-keras#242. */
import { float64 } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

export const keras17634: ThreadCaseRecord = {
  id: "keras-17634",
  title: "Keras: from_logits=True and softmax by hand disagree for large logits",
  link: "https://github.com/keras-team/keras/issues/17634",
  when: "2023-03-05",
  asked: "Both ways give 0.0135 for small logits. Why 35.7 and 16.118 for large ones?",
  cause:
    "The probability of the right class is 3e-16. Given as a probability it is clipped to 1e-7, and -ln 1e-7 is 16.118; from logits it stays what it is.",
  inputs: { logits: float64([[14.4, 50.1, 3.5]]), target: float64([[1, 0, 0]]) },
  readings: [
    {
      who: "from_logits=True",
      printed: { loss: "35.7" },
      made: { variant: "keras-categorical", options: { fromLogits: true } },
    },
    {
      who: "from_logits=False, of the softmax",
      printed: { loss: "16.118" },
      made: { variant: "keras-categorical" },
    },
    {
      who: "both, for logits 14.4, 10.1, 3.5",
      printed: { loss: "0.01349" },
      made: { variant: "keras-categorical" },
      inputs: { logits: float64([[14.4, 10.1, 3.5]]) },
    },
  ],
};
