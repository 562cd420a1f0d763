/** Whether an oracle graph is the one for a call: its baked options, its target kind, dtype and layout. */

import type { OptionValues } from "../definition/options.ts";
import type { VariantRecord } from "../definition/record.ts";
import type { Axes } from "../loss/axes.ts";
import type { Evaluation } from "../loss/evaluation.ts";
import { weightedShape } from "../loss/reduction.ts";
import { rowLossShape } from "../loss/row-losses.ts";
import { sameShape } from "../math/tensor.ts";
import type { Layout, OracleGraph } from "./onnx-index.ts";

export function takes(
  graph: OracleGraph,
  record: VariantRecord,
  options: OptionValues,
  evaluation: Evaluation,
): boolean {
  return (
    graph.target === evaluation.targetKind &&
    graph.dtype === evaluation.input.dtype &&
    fits(graph.layout, evaluation) &&
    hasOptions(graph, record, options, evaluation)
  );
}

function fits(layout: Layout, { input, classAxis, softmaxAxis }: Evaluation): boolean {
  if (layout.kind === "merged") return layout.axes.includes("softmax") === (softmaxAxis !== classAxis);
  const rank = input.shape.length;
  return layout.ranks.includes(rank) && classAxis - rank === layout.classes;
}

/** Choices are compared by the axes they set, since two words may mean the same; those not baked must be the default. */
function hasOptions(
  { options: baked, layout }: OracleGraph,
  record: VariantRecord,
  options: OptionValues,
  evaluation: Evaluation,
): boolean {
  return Object.entries(record.options).every(([name, spec]) => {
    if (spec.kind !== "choice") return true;
    const value = baked[name];
    if (value === undefined) return (options[name] ?? spec.default) === spec.default;
    const axes: Partial<Axes> = isUnreduced(layout, evaluation)
      ? { ...evaluation.axes, reduction: "none" }
      : evaluation.axes;
    return Object.entries(spec.axes[String(value)] ?? {}).every(
      ([axis, wanted]) => JSON.stringify(axes[axis as keyof Axes]) === JSON.stringify(wanted),
    );
  });
}

/** Some sources return losses of certain shapes as they are, whatever the reduction. */
function isUnreduced(layout: Layout, evaluation: Evaluation): boolean {
  if (layout.kind === "merged" || layout.unreduced === undefined) return false;
  const losses = rowLossShape(evaluation);
  const { weight, axes } = evaluation;
  const shape =
    weight === undefined ? losses : weightedShape(losses, weight.shape, axes.weight === "per-row-aligned");
  return layout.unreduced.some((unreduced) => sameShape(unreduced, shape ?? losses));
}
