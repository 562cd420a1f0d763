/**
 * What a smoothed loss tells about the loss without smoothing: hardly ever the number, but always a range.
 *
 * With t = -ln p of the target, the smoothed row loss is on * t + off * (the surprisals of the others), and the others
 * cost least when they share 1 - p evenly:
 *
 *     loss >= f(t) = on * t + off * n * ln(n / (1 - exp(-t)))          n classes of mass off
 *
 * f is convex, so the bound holds for means over rows as well, and t lies between the two roots of f(t) = loss.
 */
import { linkFacts } from "../identify/link-facts.ts";
import { entropy, type HardMasses, hardMasses, type Rule } from "./target-masses.ts";

/** Bounds on the mean unsmoothed loss in nats, and on the perplexity, its exponential. */
export interface Recoverable {
  readonly nll: readonly [least: number, most: number];
  readonly perplexity: readonly [least: number, most: number];
}

/** The range, or the reason why there is none. */
export function recoverable(
  rule: Rule,
  labelSmoothing: number,
  loss: number,
): {
  readonly range?: Recoverable;
  readonly nll?: number;
  readonly perplexity?: number;
  readonly note?: string;
} {
  if (linkFacts(rule.axes.link).scope === "label") return { note: UNKNOWN };
  const masses = hardMasses(rule, labelSmoothing);
  const { on, off, offCount } = masses;
  const cost = loss + (rule.axesAt(labelSmoothing).divergence === "cross-entropy" ? 0 : entropy(masses));
  if (off.high === 0 || offCount === 0) {
    const nll = cost / on.high;
    return { nll, perplexity: Math.exp(nll) };
  }
  if (!(on.high > 0 && off.high > 0)) return { note: UNKNOWN };
  const nll = range(masses, cost);
  return { range: { nll, perplexity: [Math.exp(nll[0]), Math.exp(nll[1])] }, note: UNKNOWN };
}

const UNKNOWN =
  "the unsmoothed loss and the perplexity cannot be recovered from this number alone. Log -ln p of the true class as well";

function range({ on, off, offCount }: HardMasses, cost: number): [number, number] {
  const bound = (t: number): number =>
    on.high * t + offCount * off.high * (Math.log(offCount) - Math.log(-Math.expm1(-t)));
  const best = -Math.log(on.high / (on.high + offCount * off.high));
  // To the right, f grows by at least `on` per nat; to the left, it grows without bound as t goes to 0.
  return [cross(bound, cost, best, 0), cross(bound, cost, best, best + cost / on.high + 1)];
}

/** Where the bound equals the cost, between its least point and a point where it is above the cost. */
function cross(bound: (t: number) => number, cost: number, best: number, above: number): number {
  let [inside, outside] = [best, above];
  for (;;) {
    const middle = (inside + outside) / 2;
    if (middle === inside || middle === outside) return inside;
    if (bound(middle) <= cost) inside = middle;
    else outside = middle;
  }
}
