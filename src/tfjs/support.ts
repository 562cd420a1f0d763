/** Which points in the space of axes the tensor evaluator has: the core, and dialects with the same values. */
import type { Axes, Reduction } from "../loss/axes.ts";
import { dependsOnLabels } from "../loss/target.ts";
import { refuse, show } from "../math/errors.ts";
import { hasReduction } from "./reduction.ts";
import { hasLink } from "./row-losses.ts";

/** @throws InvalidArgument naming an axis whose value has no tensor form */
export function checkSupport(id: string, axes: Axes): void {
  const reductions: readonly Reduction[] =
    "divisor" in axes.reduction ? [axes.reduction] : Object.values(axes.reduction);
  const missing: { readonly [axis: string]: boolean } = {
    link: !hasLink(axes.link),
    labels: axes.labels !== undefined,
    targetRule: dependsOnLabels(axes),
    divergence: axes.divergence === "kl-formula",
    normaliser: axes.normaliser === "once",
    ignoredRows: !["none", "masked", "zero-mass"].includes(axes.ignoredRows),
    weight: axes.weight === "per-class-on-row",
    reduction: !reductions.every(hasReduction),
  };
  const axis = Object.keys(missing).find((name) => missing[name]);
  if (axis === undefined) return;
  const given = axes[axis as keyof Axes];
  const value = typeof given === "object" ? JSON.stringify(given) : show(given);
  refuse(
    "variant",
    `expected one that the tensor ops have, got ${id}, whose ${axis} is ${value}`,
    "unsupported-option",
    "construct",
  );
}
