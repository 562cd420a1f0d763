/**
 * The target that a definition trains towards, found from its results. At equal logits every class costs ln K, so the
 * loss is S ln K with S the mass of the target, and the gradient of class k is S/K - q_k.
 */
import type { LossAndGradient } from "../loss/loss-call.ts";

/** q of one row of `classes` equal logits, from the loss and gradient there. */
export function softTarget({ loss, gradient }: LossAndGradient, classes: number): readonly number[] {
  const share = loss.data[0]! / Math.log(classes) / classes;
  return [...gradient.data].map((slope) => share - slope);
}
