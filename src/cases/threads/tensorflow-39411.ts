/** tensorflow/tensorflow#39411. */
import { float32, float64 } from "../tensors.ts";
import type { ThreadCaseRecord } from "../thread-case.ts";

const PROBABILITIES = [
  7.3216137e-7, 3.3240074e-11, 4.4985552e-12, 3.9974657e-5, 7.3216137e-7, 4.4985552e-12, 4.4985552e-12,
  2.9537498e-4, 8.8050038e-1, 1.1916277e-1,
];

export const tensorflow39411: ThreadCaseRecord = {
  id: "tensorflow-39411",
  title: "tf.keras: CategoricalCrossentropy is 16.118 where NumPy gives 26.127",
  link: "https://github.com/tensorflow/tensorflow/issues/39411",
  when: "2020-05-11",
  asked: "The right class has probability 4.5e-12. Why is the loss not -ln of that?",
  cause: "Keras clips probabilities to 1e-7 from below: 16.118 is -ln 1e-7, whatever the class.",
  inputs: {
    target: float32([[0, 0, 0, 0, 0, 1, 0, 0, 0, 0]]),
  },
  readings: [
    {
      who: "NumPy: -sum(y * log(p))",
      printed: { loss: "26.12726483737188" },
      made: { variant: "equation1", mutant: "logits-as-log-probabilities" },
      inputs: { logits: float64([PROBABILITIES.map(Math.log)]) },
    },
    {
      who: "tf.losses.CategoricalCrossentropy",
      printed: { loss: "16.11809539794922" },
      made: { variant: "keras-categorical" },
      inputs: { probs: float32([PROBABILITIES]) },
    },
  ],
};
