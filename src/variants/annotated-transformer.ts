/**
 * The Annotated Transformer's `LabelSmoothing`: the class most course notes copy.
 *
 * Takes `logProbs` [N, K] and a `target` of class indices [N]. Returns the sum over kept rows, a scalar. Losses
 * are in nats.
 *
 * @throws InvalidArgument if numClasses is 2 or not the width of logProbs, ignoreIndex names no class, or a
 * target is out of range
 * @example
 * annotatedTransformer({ numClasses: 8, ignoreIndex: 0, labelSmoothing: 0.1 }).loss(logProbs, [3, 0]);
 */
import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing, requiredIndex } from "../definition/shared-options.ts";
import { GIVEN_LINKS } from "../loss/backend.ts";
import { openNMTRecord } from "./opennmt.ts";

export const annotatedTransformerRecord = {
  id: "annotated-transformer",
  title: "The Annotated Transformer's LabelSmoothing",
  equation: {
    target: "q_t = 1 - a, q_k = a/(K-2), q_pad = 0",
    loss: "sum_k q_k (log q_k - log p_k)",
    result: "sum over rows",
  },
  source: {
    project: "The Annotated Transformer",
    version: "0a91a254735c",
    repository: "harvardnlp/annotated-transformer",
    commit: "0a91a254735c07532e23733dce8a693e504f3a08",
    path: "the_annotated_transformer.py",
    lines: "1148-1170",
    notRun: true,
  },
  quirks: [
    { what: "V - 2 is right only for log-probabilities of a model that never predicts padding" },
    { what: "smoothing is not checked, and 0 still gives a divergence" },
    { what: "a batch without padding crashed in torch 0.4 (harvardnlp/annotated-transformer#39)" },
  ],
  options: {
    /** Vocabulary size V, the width of `logProbs`; 2 is refused, since the rule divides by V - 2. */
    numClasses: {
      kind: "integer",
      domain: { says: "an integer other than 2", holds: (value) => value !== 2 },
      phase: "call",
      code: "num-classes-too-small",
      sourceName: "size",
    },
    /** Padding class: it gets no mass, and rows with this target are ignored. */
    ignoreIndex: { ...requiredIndex(), sourceName: "padding_idx" },
    labelSmoothing: { ...labelSmoothing(ANY_NUMBER, "construct", 0), sourceName: "smoothing" },
  },
  axes: {
    ...openNMTRecord.axes,
  },
  accepts: { rank: { least: 2, most: 2 }, targets: ["indices"], classes: { asNumClasses: true } },
  identity: { same: "opennmt", labelSmoothing: "a" },
} as const satisfies VariantRecord;

export type AnnotatedTransformerOptions = RecordOptions<typeof annotatedTransformerRecord>;
export const annotatedTransformer = /* @__PURE__ */ criterionOf(annotatedTransformerRecord, GIVEN_LINKS);
