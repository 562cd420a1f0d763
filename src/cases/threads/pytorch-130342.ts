/** pytorch/pytorch#130342: a minimum, not a loss of some inputs. */
import type { ThreadCaseRecord } from "../thread-case.ts";

export const pytorch130342: ThreadCaseRecord = {
  id: "pytorch-130342",
  title: "torch cross_entropy: the least value of a smoothed loss is not 0",
  link: "https://github.com/pytorch/pytorch/issues/130342",
  when: "2024-07-09",
  asked: "With smoothing 0.1 over 1000 classes the loss cannot go below 0.44. Could it be moved to 0?",
  cause:
    "The least loss is the entropy of the smoothed target. The thread's formula is that of a/(K-1) off the target, 1.0158; torch's target, a/K everywhere, has 1.0148.",
  readings: [
    {
      who: "the thread's formula, 1 - a and a/(K-1)",
      printed: { floor: "4.4e-1" },
      classes: 1000,
      made: { variant: "simple", options: { labelSmoothing: 0.1 } },
      differs: {
        weGet: "1.01576",
        because:
          "1.0158 is in nats; in decimal logarithms it is 0.4411, so that is probably what was printed",
      },
    },
    {
      who: "torch's own target",
      classes: 1000,
      made: { variant: "torch", options: { labelSmoothing: 0.1 } },
    },
  ],
};
