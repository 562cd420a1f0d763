/** Options that take any number, and the values of them that are tried where nothing at their defaults fits. */

import type { OptionValues } from "../../definition/options.ts";
import type { VariantRecord } from "../../definition/record.ts";
import { VARIANTS } from "../../variants/index.ts";
import type { Narrowing } from "./definition.ts";

/** By the option's name: what models and published settings use. */
export const USUAL_VALUES: { readonly [option: string]: readonly number[] } = {
  /** T5X and PaLM. */
  lseSquareScale: [1e-4],
  /** Gemma 2: final_logit_softcapping. */
  softcap: [30],
  /** Cohere's models: logit_scale. */
  logitScale: [0.0625, 0.125],
  /** YOLOv5: cls_pw of hyp.VOC.yaml and hyp.Objects365.yaml. */
  posWeight: [0.5, 0.825],
  /** Of the article that introduced the focal loss; 2 is the default. */
  gamma: [0, 0.5, 1, 5],
  /** The same article's weights of the rare class; 0.25 is the default. */
  alpha: [0.5, 0.75],
};

/** The sets of options with one more of these values, one at a time. */
export function* withUsualValues(
  sets: Iterable<OptionValues>,
  { options }: VariantRecord,
): Generator<OptionValues> {
  const usual = Object.entries(USUAL_VALUES).filter(([name]) => name in options);
  if (usual.length === 0) return;
  for (const set of sets)
    for (const [name, values] of usual) for (const value of values) yield { ...set, [name]: value };
}

/** Options that may have any value here, and were tried at these few only. */
export function partlyTried({ variant, options = {} }: Narrowing): readonly string[] {
  const records = VARIANTS.filter(
    (record) =>
      (variant === undefined || record.id === variant) &&
      Object.keys(options).every((name) => name in record.options),
  );
  return Object.keys(USUAL_VALUES).filter(
    (name) => options[name] === undefined && records.some((record) => name in record.options),
  );
}
