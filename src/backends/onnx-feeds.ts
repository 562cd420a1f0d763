/** Turns a resolved call into the inputs of an oracle graph, and its outputs back into the call's shapes. */

import type { LossCall } from "../loss/loss-call.ts";
import { rowLossShape } from "../loss/row-losses.ts";
import { alignRanks } from "../math/broadcast.ts";
import { inverse, permuted, reshaped } from "../math/permute.ts";
import { sizeOf, type Tensor } from "../math/tensor.ts";
import type { Layout, OracleGraph } from "./onnx-index.ts";

export interface Feeds {
  readonly inputs: { readonly [name: string]: Tensor };
  /** The gradient as the graph lays it out, in the shape of the first input. */
  readonly gradient: (laidOut: Tensor) => Tensor;
}

/** The inputs for a graph that was found to match this call. */
export function feedsFor(lossCall: LossCall, { layout, inputs }: OracleGraph): Feeds {
  const rankOf = (name: string): number => inputs.find((port) => port.name === name)?.shape.length ?? 0;
  const { inputs: laidOut, gradient } =
    layout.kind === "merged"
      ? merged(lossCall, layout, rankOf("upstream"))
      : leading(lossCall, layout.rank, rankOf("sampleWeight"), rankOf("upstream"));
  const { labelSmoothing, ignoreIndex = 0, numClasses } = lossCall;
  return {
    inputs: {
      ...laidOut,
      labelSmoothing: scalar("float64", labelSmoothing),
      ignoreIndex: scalar("int64", ignoreIndex),
      numClasses: scalar("float64", numClasses),
    },
    gradient,
  };
}

function scalar(dtype: Tensor["dtype"], value: number): Tensor {
  return { dtype, shape: [], data: Float64Array.of(value) };
}

function ones(dtype: Tensor["dtype"], shape: readonly number[]): Tensor {
  return { dtype, shape, data: new Float64Array(sizeOf(shape)).fill(1) };
}

/** Rows first, the named axes last. */
function merged(lossCall: LossCall, layout: Layout & { kind: "merged" }, upstreamRank: number): Feeds {
  const { axes, input, target, targetKind, classAxis, softmaxAxis, weight, upstream } = lossCall;
  const named = layout.axes.flatMap((axis) =>
    axis === "rest" ? [] : [{ classes: classAxis, softmax: softmaxAxis }[axis]],
  );
  const order = [...input.shape.keys()].filter((axis) => !named.includes(axis)).concat(named);
  const first = grouped(permuted(input, order), named.length);
  // A target of class indices has no class axis, so the axes after it move up by one.
  const rest = order.filter((axis) => axis !== classAxis).map((axis) => (axis > classAxis ? axis - 1 : axis));
  const rows = first.shape[0] ?? 1;
  return {
    inputs: {
      [axes.input]: first,
      target:
        targetKind === "distribution"
          ? grouped(permuted(target, order), named.length)
          : grouped(permuted(target, rest), named.length - 1),
      weight: weight ?? ones(input.dtype, [input.shape[classAxis] ?? 1]),
      upstream: spread(upstream ?? ones(input.dtype, []), upstreamRank === 0 ? [] : [rows]),
    },
    gradient: (laidOut) =>
      permuted(
        reshaped(
          laidOut,
          order.map((axis) => input.shape[axis]!),
        ),
        inverse(order),
      ),
  };
}

/** Merges all axes but the last `kept` into one. */
function grouped(tensor: Tensor, kept: number): Tensor {
  const split = tensor.shape.length - kept;
  return reshaped(tensor, [sizeOf(tensor.shape.slice(0, split)), ...tensor.shape.slice(split)]);
}

/** The inputs as given, with axes of length 1 in front. */
function leading(lossCall: LossCall, rank: number, weightRank: number, upstreamRank: number): Feeds {
  const { axes, input, target, weight, upstream } = lossCall;
  const losses = rowLossShape(lossCall);
  const weights = weight === undefined ? absentWeights(lossCall) : alignedWeights(lossCall, weight);
  const padded = (tensor: Tensor, to: number): Tensor =>
    reshaped(tensor, [...new Array<number>(to - tensor.shape.length).fill(1), ...tensor.shape]);
  const weighted = broadcastPadded(losses, weights.shape, upstreamRank);
  return {
    inputs: {
      [axes.input]: padded(input, rank),
      target: padded(target, rank),
      sampleWeight: padded(weights, weightRank),
      upstream: spread(upstream ?? ones(input.dtype, []), weighted),
    },
    gradient: (laidOut) => reshaped(laidOut, input.shape),
  };
}

/** Weights of 1. Their number matters to a mean that divides by their sum. */
function absentWeights(lossCall: LossCall): Tensor {
  const { axes, input } = lossCall;
  return ones(input.dtype, axes.weight === "per-row-aligned" ? rowLossShape(lossCall) : []);
}

/** Weights, aligned with the losses as the source does it. */
function alignedWeights(lossCall: LossCall, weight: Tensor): Tensor {
  if (lossCall.axes.weight !== "per-row-aligned") return weight;
  const losses = rowLossShape(lossCall);
  const { values, weights } = alignRanks(losses, weight.shape);
  if (values.length > losses.length) return reshaped(weight, weights.slice(0, -1));
  return reshaped(weight, values.length < losses.length ? [...weights, 1] : weights);
}

function broadcastPadded(a: readonly number[], b: readonly number[], rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) => {
    const m = a[axis - rank + a.length] ?? 1;
    const n = b[axis - rank + b.length] ?? 1;
    return m === 1 ? n : m;
  });
}

/** An incoming gradient in the shape that the graph takes; a single number is repeated. */
function spread({ dtype, data }: Tensor, shape: readonly number[]): Tensor {
  const size = sizeOf(shape);
  return { dtype, shape, data: data.length === size ? data : new Float64Array(size).fill(data[0] ?? 1) };
}
