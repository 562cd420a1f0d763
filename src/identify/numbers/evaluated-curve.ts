/** Losses that are not sums over masses, as functions of the smoothing: evaluated at a few, interpolated between. */

import type { Axes } from "../../loss/axes.ts";
import { UNREDUCED } from "../../loss/axis-values.ts";
import { evaluate } from "../../loss/evaluate.ts";
import { isPerRow, reductionOf } from "../../loss/row-losses.ts";
import type { CurveCache } from "./curve-cache.ts";
import type { Candidate } from "./definitions.ts";
import { MIDDLE } from "./mass-path.ts";
import { planFor, reducerOf } from "./reduce-rows.ts";
import type { Curve } from "./smoothing-interval.ts";

/** A definition that is evaluated itself; its rows are, where its reduction has nothing to do with its masses. */
export function evaluatedCurve(candidate: Candidate, cache: CurveCache): Curve {
  const { at, loss, mutant } = candidate;
  const middle = at(MIDDLE);
  const { axes, targetKind } = middle;
  if (mutant !== undefined || reductionOf(axes, targetKind).divisor === "row-weight")
    return withError(drawn((smoothing) => Float64Array.from(loss(smoothing)?.data ?? [])));
  const weight = isPerRow(axes) ? undefined : middle.weight;
  const unreduced: Axes = {
    ...axes,
    reduction: UNREDUCED,
    weight: weight === undefined ? "none" : axes.weight,
  };
  const { input, target, ignoreIndex, excludedClass, numClasses, linkNumbers, classAxis, softmaxAxis } =
    middle;
  const key = [
    input,
    target,
    weight,
    JSON.stringify([unreduced, ignoreIndex, excludedClass, numClasses, linkNumbers, classAxis, softmaxAxis]),
  ];
  const rows = cache.once("rows", key, () =>
    drawn((smoothing) =>
      Float64Array.from(
        evaluate({ ...at(smoothing), axes: unreduced, weight }, { gradient: false, unrounded: true }).loss
          .data,
      ),
    ),
  );
  const reduce = reducerOf(planFor(middle, cache));
  return withError((smoothing) => reduce(rows(smoothing)));
}

/** A curve through a few points, and how far off it may be. */
function withError(at: Curve["at"]): Curve {
  const largest = [0, MIDDLE, 1].reduce((most, smoothing) => Math.max(most, largestOf(at(smoothing))), 0);
  return { at, isAffine: false, error: INTERPOLATED * largest };
}

/** The largest magnitude among the finite numbers. */
function largestOf(values: Float64Array): number {
  return values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
}

/** A polynomial through a few points, if it agrees elsewhere; else the loss is evaluated each time. */
export function drawn(at: Curve["at"]): Curve["at"] {
  for (const nodes of NODES) {
    const between = interpolated(at, nodes);
    const [from, to] = [between(0), between(1)];
    const agrees = CHECKED.every((smoothing) => {
      const [drawn, right] = [between(smoothing), at(smoothing)];
      return right.every((value, j) => {
        const most = Math.max(Math.abs(value), Math.abs(from[j]!), Math.abs(to[j]!));
        return Math.abs(value - drawn[j]!) <= INTERPOLATED * most;
      });
    });
    if (agrees) return between;
  }
  return at;
}

/** Points of an interpolation: few for a polynomial, more for a function that is nearly one. */
const NODES = [6, 20];

/** Where an interpolation is checked, and how well it must agree. */
const CHECKED = [0.03, 0.61];
const INTERPOLATED = 1e-13;

/** The polynomial through Chebyshev's points of [0, 1], in barycentric form. */
function interpolated(at: Curve["at"], count: number): Curve["at"] {
  const nodes = Array.from({ length: count }, (_, i) => {
    const angle = ((2 * i + 1) * Math.PI) / (2 * count);
    const smoothing = (1 + Math.cos(angle)) / 2;
    return { smoothing, weight: (i % 2 === 0 ? 1 : -1) * Math.sin(angle), losses: at(smoothing) };
  });
  return (smoothing) => {
    const hit = nodes.find((node) => node.smoothing === smoothing);
    if (hit !== undefined) return hit.losses;
    const factors = nodes.map((node) => node.weight / (smoothing - node.smoothing));
    const total = factors.reduce((sum, factor) => sum + factor, 0);
    return nodes[0]!.losses.map(
      (_, j) => nodes.reduce((sum, { losses }, i) => sum + factors[i]! * losses[j]!, 0) / total,
    );
  };
}
