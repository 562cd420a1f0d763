/** The registry: every variant by its id, found by the name of its export, `<name>Record`. */
import type { VariantRecord } from "../definition/record.ts";
import * as all from "./all.ts";

const records = Object.entries(all)
  .filter(([name]) => name.endsWith("Record"))
  .map(([, record]) => record as VariantRecord)
  .sort((a, b) => (a.id < b.id ? -1 : 1));

/** The definitions that the article and its readers meet first; the kill matrix and the ONNX oracle are over these. */
export const CORE_VARIANTS: readonly VariantRecord[] = records.filter(({ core }) => core === true);

/** Other projects' definitions: points of the same space under other names. */
export const DIALECTS: readonly VariantRecord[] = records.filter(({ core }) => core !== true);

/** Every variant: the core, then the dialects. */
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
