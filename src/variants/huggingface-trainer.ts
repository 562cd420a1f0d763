/**
 * transformers' `LabelSmoother` as its Trainer calls it: divided by the number of tokens of a whole step.
 *
 * Takes `logits` [..., K] and a `target` of class indices [...]. Returns the sum over kept rows, divided by
 * `numItemsInBatch`. Losses are in nats.
 *
 * @throws InvalidArgument if a target is out of range
 * @example
 * huggingfaceTrainer({ labelSmoothing: 0.1, numItemsInBatch: 8 }).loss(logits, [3, -100]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_INTEGER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { meanOver } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { huggingfaceRecord } from "./huggingface.ts";

export const huggingfaceTrainerRecord = {
  ...huggingfaceRecord,
  id: "huggingface-trainer",
  title: "transformers LabelSmoother with num_items_in_batch",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k q_k log softmax(x)_k",
    result: "sum over kept rows / a given number",
  },
  quirks: [
    ...huggingfaceRecord.quirks,
    { what: "with gradient accumulation the given number counts the tokens of all batches of a step" },
  ],
  moreExact: ["float64"],
  options: {
    ...huggingfaceRecord.options,
    /** What the sum over kept rows is divided by. Without it, their number. */
    numItemsInBatch: {
      kind: "integer",
      optional: true,
      domain: ANY_INTEGER,
      phase: "call",
      code: "unsupported-option",
      sourceName: "num_items_in_batch",
    },
  },
  axes: { ...huggingfaceRecord.axes, reduction: meanOver("given", "quotient") },
  identity: { same: "huggingface", labelSmoothing: "a" },
} as const satisfies VariantRecord;

export type HuggingfaceTrainerOptions = RecordOptions<typeof huggingfaceTrainerRecord>;
export const huggingfaceTrainer = /* @__PURE__ */ criterionOf(huggingfaceTrainerRecord, SOFTMAX_LINKS);
