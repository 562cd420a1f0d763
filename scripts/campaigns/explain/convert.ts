/** Conversions at random: where one is said to be exact, do loss and gradient agree on random logits? */

import { type OptionValues, settle } from "../../../src/definition/options.ts";
import { type Conversion, convert } from "../../../src/explain/convert.ts";
import { inLogits } from "../../../src/identify/chain-rule.ts";
import { linkFacts } from "../../../src/identify/link-facts.ts";
import type { ReadSample } from "../../../src/identify/sample.ts";
import { type AnySide, evaluationFor, recordOf, type Side } from "../../../src/identify/side.ts";
import { SUM } from "../../../src/loss/axis-values.ts";
import { evaluate } from "../../../src/loss/evaluate.ts";
import type { FloatArray } from "../../../src/math/dtypes.ts";
import type { Tensor } from "../../../src/math/tensor.ts";
import { VARIANTS } from "../../../src/variants/index.ts";
import { classCount, logits, type Random, random } from "./random.ts";

/** How well both must agree, relative to the loss and to the largest slope. */
const AGREES = 1e-12;

export function convertCampaign(runs: number, seed: number): { lines: string[]; holds: boolean } {
  const from = random(seed);
  const worst = { loss: 0, gradient: 0 };
  const counts = new Map<string, number>();
  const pairs = new Set<string>();
  const variants = VARIANTS.filter(({ options }) => options.labelSmoothing !== undefined);
  for (let run = 0; run < runs; ) {
    // Only with two classes can independent labels and rows agree.
    const classes = from.unit() < 0.1 ? 2 : classCount(from);
    const alpha = 0.01 + 0.59 * from.unit();
    const [source, goal] = [from.pick(variants), from.pick(variants)].map(({ id, options }) => ({
      variant: id,
      options: fromLogits(options, from),
    })) as [Side, Side];
    let conversion: Conversion;
    try {
      conversion = convert(alpha, source, goal, classes);
    } catch {
      continue; // K = 2 is refused by OpenNMT
    }
    run += 1;
    const kind = String(conversion.exact);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (conversion.exact === false) continue;
    pairs.add([source.variant, goal.variant].join(" "));
    const apart = disagreement(from, classes, at(source, alpha), at(goal, conversion.alpha!), conversion);
    worst.loss = Math.max(worst.loss, apart.loss);
    worst.gradient = Math.max(worst.gradient, apart.gradient);
  }
  const count = (kind: string): string => (counts.get(kind) ?? 0).toLocaleString("en-US");
  return {
    lines: [
      `convert: ${runs.toLocaleString("en-US")} draws, ${count("value and gradient")} exact in value and gradient, ${count("gradient")} in gradient only, ${count("subspace")} on a subspace, ${count("false")} impossible; ${pairs.size} different pairs of variants with an exact one.`,
      `Wherever it says exact, losses (less the stated constant) agree within ${worst.loss.toExponential(1)} of the loss, gradients within ${worst.gradient.toExponential(1)} of the largest slope.`,
    ],
    holds: worst.loss <= AGREES && worst.gradient <= AGREES,
  };
}

function fromLogits(options: object, from: Random): OptionValues {
  return "fromLogits" in options && from.unit() < 0.5 ? { fromLogits: true } : {};
}

function at(side: AnySide, labelSmoothing: number): AnySide {
  return { ...side, options: { ...side.options, labelSmoothing } };
}

interface Apart {
  readonly loss: number;
  readonly gradient: number;
}

/** How far the two differ on a row within the subspace: the excluded class is not the target, and nothing is clipped. */
function disagreement(
  from: Random,
  classes: number,
  source: AnySide,
  goal: AnySide,
  { constant = 0 }: Conversion,
): Apart {
  const numbers = logits(from, classes).map((x) => Math.max(-3, Math.min(3, x)));
  const target = from.integer(0, classes - 2);
  const isLabels = [source, goal].map((side) => scopeOf(side) === "label");
  // Two labels, of which the first is present, are compared with two rows of two classes.
  const asRows = isLabels[0] !== isLabels[1];
  const [a, b] = [source, goal].map((side, i) =>
    asRows && !isLabels[i]
      ? computed(side, [2, 2], Float64Array.of(0, numbers[0]!, 0, numbers[1]!), [1, 0])
      : computed(side, [1, classes], numbers, [asRows ? 0 : target]),
  ) as [Computed, Computed];
  const slopes = [a, b].map(({ gradient }) =>
    gradient.length === 4 ? [gradient[1]!, gradient[3]!] : [...gradient],
  );
  const largest = Math.max(...slopes[0]!.map(Math.abs));
  const off = Math.max(...slopes[0]!.map((slope, i) => Math.abs(slope - slopes[1]![i]!)));
  return {
    // The constant counts for each of the two rows or labels.
    loss:
      Math.abs(b.loss - a.loss - (asRows ? 2 : 1) * constant) / Math.max(Math.abs(a.loss), Math.abs(b.loss)),
    gradient: off / largest,
  };
}

function scopeOf(side: AnySide): "row" | "label" {
  const { axes } = settle(recordOf(side), side.options ?? {});
  return linkFacts(axes.link).scope;
}

interface Computed {
  readonly loss: number;
  /** With respect to the logits. */
  readonly gradient: FloatArray;
}

/** The sum of the row losses, whatever the variant's reduction. */
function computed(
  side: AnySide,
  shape: readonly [number, number],
  data: Float64Array,
  targets: readonly number[],
): Computed {
  // Some take sequences of rows only.
  const lead = Array.from({ length: Math.max(0, recordOf(side).accepts.rank.least - 2) }, () => 1);
  const input: Tensor = { dtype: "float64", shape: [...lead, ...shape], data };
  const target: Tensor = { dtype: "int64", shape: [...lead, shape[0]], data: Float64Array.from(targets) };
  const nothing = { weight: undefined, sampleWeight: undefined, loss: undefined, gradient: undefined };
  const sample: ReadSample = { holds: "logits", input, target, ...nothing };
  const {
    options,
    axes: { excludedClass },
  } = recordOf(side);
  const nowhere = -100;
  const ignoreIndex = excludedClass === "none" ? nowhere : shape[1] - 1;
  const excluding = "ignoreIndex" in options ? { ignoreIndex } : {};
  const lossCall = evaluationFor({ ...side, options: { ...side.options, ...excluding } }, sample);
  const axes = { ...lossCall.axes, rowLoss: "sum", reduction: SUM } as const;
  const { loss, gradient } = evaluate({ ...lossCall, axes });
  return {
    loss: loss.data[0]!,
    gradient: inLogits(gradient.data, lossCall.input, axes, lossCall.softmaxAxis),
  };
}
