/** What the kernels are told of a job: flags, and the numbers that all of its rows share. */

import { isLink, SOFTMAX } from "../loss/axis-values.ts";
import { massSums } from "../loss/mass-sums.ts";
import type { RowJob } from "../loss/row-kernel.ts";
import { value } from "../math/double-double.ts";

/** The same flags as in assembly/rows.ts. */
export const FLAGS = {
  softmax: 1,
  gradient: 2,
  distribution: 4,
  slopeMassOne: 8,
  lossMassOne: 16,
  mayBeInfinite: 32,
  skipsIgnored: 64,
  zerosIgnored: 128,
  overwrites: 256,
  float16: 512,
  bfloat16: 1024,
} as const;

/** The flags of a job. */
export function flagsOf({ lossCall: { axes, input }, masses, gradient }: RowJob): number {
  const given: { readonly [flag in keyof typeof FLAGS]: boolean } = {
    softmax: isLink(axes.link, SOFTMAX),
    gradient: gradient !== undefined,
    distribution: masses.kind === "distribution",
    slopeMassOne: axes.normaliser !== "by-mass",
    lossMassOne: axes.normaliser === "once",
    mayBeInfinite: masses.kind === "classes" && !masses.smoothed && axes.zeroMass.indices === "gathered",
    skipsIgnored: axes.ignoredRows === "masked",
    zerosIgnored: axes.ignoredRows === "multiplied" || axes.ignoredRows === "zero-mass",
    overwrites: false,
    float16: input.halves?.dtype === "float16",
    bfloat16: input.halves?.dtype === "bfloat16",
  };
  return (Object.keys(FLAGS) as (keyof typeof FLAGS)[]).reduce(
    (sum, flag) => sum + (given[flag] ? FLAGS[flag] : 0),
    0,
  );
}

/** The numbers that all rows of a job share, in the order of assembly/rows.ts. */
export function constantsOf({ lossCall: { axes }, masses, rows }: RowJob): readonly number[] {
  const share = axes.rowLoss === "mean" ? 1 / rows.length : 1;
  if (masses.kind === "by-row") return [];
  if (masses.kind === "distribution") return [value(masses.scale), value(masses.bias), 0, 0, 0, 0, share];
  const { beside, same } = massSums(masses, rows.length);
  const entropy = axes.divergence === "kl" ? [beside.negativeEntropy, same.negativeEntropy] : [0, 0];
  return [value(masses.on), value(masses.off), beside.total, same.total, ...entropy, share];
}
