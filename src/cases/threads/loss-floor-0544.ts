/** A page about the least loss under label smoothing. */
import type { ThreadCaseRecord } from "../thread-case.ts";

export const lossFloor0544: ThreadCaseRecord = {
  id: "loss-floor-0544",
  title: "A page: a perfect model with torch's label smoothing 0.1 still loses 0.544",
  link: "https://mensfashionforless.com/ai/how-cross-entropy-loss-with-label-smoothing-works.php",
  when: "as stored in 2026",
  asked: "For ten classes and smoothing 0.1, what is the least loss that torch.nn.CrossEntropyLoss can have?",
  cause:
    "0.544 belongs to 1 - a and a/(K-1). torch spreads the smoothing over all ten classes, the right one included, and can go down to 0.5003.",
  readings: [
    {
      who: "the page, of 0.9 and 0.1/9",
      printed: { floor: "0.544" },
      classes: 10,
      made: { variant: "simple", options: { labelSmoothing: 0.1 } },
    },
    {
      who: "torch's own target",
      classes: 10,
      made: { variant: "torch", options: { labelSmoothing: 0.1 } },
    },
  ],
};
