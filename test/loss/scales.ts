/** The magnitudes of a vector's terms by those that the generator computed by itself, which are rounded up to 1 %. */
import type { Vector } from "../../src/fixtures/vector.ts";
import type { Magnitudes } from "../../src/loss/magnitudes.ts";

/**
 * Whether no mass of a vector is a difference. At a smoothing of 1 the target's mass may be one, which here counts by its
 * parts whatever the source does; and the generator adds the parts of a label's two terms where masses leave [0, 1], which
 * this side takes as one. Megatron stretches a smoothing of 0.9 over few classes beyond 1.
 */
export function isComparable({ variant, options: { labelSmoothing }, flags, expect }: Vector): boolean {
  const most = variant === "megatron" ? 0.5 : 1;
  const isInside = typeof labelSmoothing !== "number" || (labelSmoothing >= 0 && labelSmoothing < most);
  const isOdd = ["UnnormalisedTarget", "Accepted"].some((flag) => flags.includes(flag));
  return expect.kind !== "throws" && isInside && !isOdd;
}

/**
 * How many times ours the generator's may be. It follows Keras' focal slope in two steps, from the cost to the probability
 * and from there to the logit: p (s + 3 w) with s a class's own terms and w the average of all, where ours is p (s + w).
 */
function slackOf({ variant, options: { fromLogits } }: Vector, name: "loss" | "gradient"): number {
  return variant === "keras-categorical-focal" && fromLogits === true && name === "gradient" ? 3 : 1;
}

/** A line for each magnitude that is not what the generator found; where the source gives no finite number, none tells anything. */
export function wrongScales(vector: Vector, found: Magnitudes, compared?: () => void): string[] {
  const wrong: string[] = [];
  if (vector.expect.kind === "throws") return wrong;
  for (const name of ["loss", "gradient"] as const) {
    const { scale, observed, at } = vector.expect[name];
    const slack = slackOf(vector, name);
    scale.forEach((wanted, i) => {
      const got = found[name][at?.[i] ?? i]!;
      if (!Number.isFinite(observed[i]!)) return;
      compared?.();
      const least = got - 0.011 * wanted - 1e-300;
      const most = slack * got + 0.011 * wanted + 1e-300;
      if (!(wanted >= least && wanted <= most))
        wrong.push(`${vector.id} ${name}[${i}]: expected about ${wanted}, got ${got}`);
    });
  }
  return wrong;
}
