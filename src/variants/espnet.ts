/**
 * ESPnet's `LabelSmoothingLoss`, which WeNet has as well: the divergence from its smoothed target.
 *
 * Takes `logits` [B, T, K] and a `target` of class indices [B, T]. Returns a scalar. Losses are in nats.
 *
 * @throws InvalidArgument if numClasses is 1 or not the width of logits, or a target is out of range
 * @example
 * espnet({ labelSmoothing: 0.1, numClasses: 8, ignoreIndex: -1 }).loss(logits, [[3, -1]]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing, reduction, requiredIndex } from "../definition/shared-options.ts";
import { meanOver } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const espnetRecord = {
  id: "espnet",
  title: "ESPnet LabelSmoothingLoss",
  equation: {
    target: "q_t = 1 - a, q_k = a/(K-1) (k != t)",
    loss: "sum_k q_k (log q_k - log softmax(x)_k)",
    result: "sum over kept rows / batch size",
  },
  source: {
    project: "ESPnet",
    version: "202511",
    repository: "espnet/espnet",
    commit: "PyPI espnet 202511",
    path: "espnet/nets/pytorch_backend/transformer/label_smoothing_loss.py",
    lines: "13-63",
  },
  quirks: [
    {
      what: "the sum is divided by the number of sequences, not of tokens, unless told otherwise: losses grow with the length, and so does the constant that KL subtracts",
    },
    { what: "smoothing is not checked: outside [0, 1] the logarithm of a negative mass is NaN" },
    { what: "tokens: with no kept row the result is NaN" },
  ],
  options: {
    /** Vocabulary size V, the width of `logits`; 1 is refused, since the rule divides by V - 1. */
    numClasses: {
      kind: "integer",
      domain: { says: "an integer other than 1", holds: (value) => value !== 1 },
      phase: "call",
      code: "num-classes-too-small",
      sourceName: "size",
    },
    ignoreIndex: { ...requiredIndex(), sourceName: "padding_idx" },
    labelSmoothing: { ...labelSmoothing(ANY_NUMBER, "construct"), sourceName: "smoothing" },
    /** `batch` divides by the number of sequences, `tokens` by the number of kept rows. */
    reduction: {
      ...reduction("batch", "construct", {
        batch: meanOver("batch"),
        tokens: meanOver("kept-weight", "nan"),
      }),
      sourceName: "normalize_length",
    },
  },
  axes: {
    ...equation1Record.axes,
    targetRule: "off-target",
    classCount: "num-classes",
    divergence: "kl",
    ignoredRows: "masked",
    reduction: meanOver("batch"),
  },
  accepts: { rank: { least: 3, most: 3 }, targets: ["indices"], classes: { asNumClasses: true } },
  identity: {
    same: "simple",
    labelSmoothing: "a",
    own: { reduction: "tokens" },
    theirs: { dim: 1 },
    constant: "entropy",
    except: ["ignored rows", "all rows ignored"],
  },
} as const satisfies VariantRecord;

export type EspnetOptions = RecordOptions<typeof espnetRecord>;
export const espnet = /* @__PURE__ */ criterionOf(espnetRecord, SOFTMAX_LINKS);
