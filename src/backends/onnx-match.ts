/** Whether an oracle graph matches a call: its built-in options, its kind of target, dtype and layout. */

import type { OptionValues } from "../definition/options.ts";
import { patched } from "../definition/options.ts";
import type { VariantRecord } from "../definition/record.ts";
import type { Axes } from "../loss/axes.ts";
import { UNREDUCED } from "../loss/axis-values.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { weightedShape } from "../loss/reduction.ts";
import { rowLossShape } from "../loss/row-losses.ts";
import { sameShape } from "../math/tensor.ts";
import type { Layout, OracleGraph } from "./onnx-index.ts";

export function takes(
  graph: OracleGraph,
  record: VariantRecord,
  options: OptionValues,
  lossCall: LossCall,
): boolean {
  return (
    graph.target === lossCall.targetKind &&
    graph.dtype === lossCall.input.dtype &&
    fits(graph.layout, lossCall) &&
    hasOptions(graph, record, options, lossCall)
  );
}

function fits(layout: Layout, { input, classAxis, softmaxAxis }: LossCall): boolean {
  if (layout.kind === "merged") return layout.axes.includes("softmax") === (softmaxAxis !== classAxis);
  const rank = input.shape.length;
  return layout.ranks.includes(rank) && classAxis - rank === layout.classes;
}

/** Choices are compared by the axes that they set, since two names may mean the same; other choices must be the default. */
function hasOptions(
  { options: baked, layout }: OracleGraph,
  record: VariantRecord,
  options: OptionValues,
  lossCall: LossCall,
): boolean {
  return Object.entries(record.options).every(([name, spec]) => {
    if (spec.kind !== "choice") return true;
    const value = baked[name];
    if (value === undefined) return (options[name] ?? spec.default) === spec.default;
    const axes: Axes = isUnreduced(layout, lossCall)
      ? { ...lossCall.axes, reduction: UNREDUCED }
      : lossCall.axes;
    return JSON.stringify(patched(axes, spec.axes[String(value)])) === JSON.stringify(axes);
  });
}

/** Some sources do not reduce losses of certain shapes, whatever the reduction. */
function isUnreduced(layout: Layout, lossCall: LossCall): boolean {
  if (layout.kind === "merged" || layout.unreduced === undefined) return false;
  const losses = rowLossShape(lossCall);
  const { weight, axes } = lossCall;
  const shape =
    weight === undefined ? losses : weightedShape(losses, weight.shape, axes.weight === "per-row-aligned");
  return layout.unreduced.some((unreduced) => sameShape(unreduced, shape ?? losses));
}
