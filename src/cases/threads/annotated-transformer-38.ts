/** harvardnlp/annotated-transformer#38, again in #39, #109 and #115. */
import { float32, indices } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

const ROW = [0, 0.2, 0.7, 0.1, 0].map(Math.log);

export const annotatedTransformer38: ThreadCaseRecord = {
  id: "annotated-transformer-38",
  title: "The Annotated Transformer: the label smoothing example is inf",
  link: "https://github.com/harvardnlp/annotated-transformer/issues/38",
  when: "2019-06-27",
  asked: "Why is the loss of the notebook's own example infinite?",
  cause:
    "Two of its five classes have probability 0, and label smoothing asks for mass on one of them: -ln 0. The other is the padding class, which has no mass: 0 times ln 0 was skipped by PyTorch 0.4 and is nan today.",
  inputs: {
    logProbs: float32([ROW, ROW, ROW]),
    target: indices([2, 1, 0]),
  },
  readings: [
    {
      who: "torch 0.4.1",
      printed: { loss: "inf" },
      made: { variant: "opennmt", options: { labelSmoothing: 0.4, numClasses: 5, ignoreIndex: 0 } },
      differs: {
        weGet: "NaN",
        because:
          "kl_div has multiplied 0 by an infinity since the end of 2021 (pytorch/pytorch#65469), so today the example is nan before it is inf",
      },
    },
  ],
};
