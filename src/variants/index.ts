/** The registry: every variant by its id. Adding a variant is one file beside this one and one line here. */
import { equation1Record } from "./equation1.ts";
import { kerasBinaryRecord } from "./keras-binary.ts";
import { kerasCategoricalRecord } from "./keras-categorical.ts";
import { openNMTRecord } from "./opennmt.ts";
import type { VariantRecord } from "./record.ts";
import { simpleRecord } from "./simple.ts";
import { tfjsSigmoidRecord } from "./tfjs-sigmoid.ts";
import { tfjsSoftmaxRecord } from "./tfjs-softmax.ts";
import { torchRecord } from "./torch.ts";

export const VARIANTS: readonly VariantRecord[] = [
  equation1Record,
  kerasBinaryRecord,
  kerasCategoricalRecord,
  openNMTRecord,
  simpleRecord,
  tfjsSigmoidRecord,
  tfjsSoftmaxRecord,
  torchRecord,
];

/** The record of an id, or undefined. */
export function variantById(id: string): VariantRecord | undefined {
  return VARIANTS.find((record) => record.id === id);
}
