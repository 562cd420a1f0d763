/** The registry: every variant by its id. Adding a variant is one file beside this one and one line here. */
import { DIALECTS } from "./dialects/index.ts";
import { equation1Record } from "./equation1.ts";
import { kerasBinaryRecord } from "./keras-binary.ts";
import { kerasCategoricalRecord } from "./keras-categorical.ts";
import { openNMTRecord } from "./opennmt.ts";
import type { VariantRecord } from "./record.ts";
import { simpleRecord } from "./simple.ts";
import { tfjsSigmoidRecord } from "./tfjs-sigmoid.ts";
import { tfjsSoftmaxRecord } from "./tfjs-softmax.ts";
import { torchRecord } from "./torch.ts";

/** The definitions that the article and its readers meet first; the kill matrix and the ONNX oracle are over these. */
export const CORE_VARIANTS: readonly VariantRecord[] = [
  equation1Record,
  kerasBinaryRecord,
  kerasCategoricalRecord,
  openNMTRecord,
  simpleRecord,
  tfjsSigmoidRecord,
  tfjsSoftmaxRecord,
  torchRecord,
];

/** Every variant: the core, then the dialects, which are the same axes under other projects' names. */
export const VARIANTS: readonly VariantRecord[] = [...CORE_VARIANTS, ...DIALECTS];

/** The record of an id, or undefined. */
export function variantById(id: string): VariantRecord | undefined {
  return VARIANTS.find((record) => record.id === id);
}

/** What an unknown id could have been, for messages: the core by name, the dialects by where they are listed. */
export function knownVariants(): string {
  const core = CORE_VARIANTS.map(({ id }) => id).join(", ");
  return `${core}, or one of ${DIALECTS.length} dialects (npx smoothproof list)`;
}
