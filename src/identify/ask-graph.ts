/** Lays a probe out for a graph, input by input, and reads its answer. */
import { sizeOf, type Tensor } from "../math/tensor.ts";
import type { Roles } from "../onnx/roles.ts";
import type { Probe } from "./graph-probes.ts";
import type { ProbeAnswer } from "./probe-answers.ts";

type Tensors = { readonly [name: string]: Tensor };

/**
 * Gives a probe to a graph; undefined where it refuses.
 *
 * @param run undefined where the graph refuses these inputs
 */
export async function askGraph(
  run: (inputs: Tensors) => Promise<Tensors | undefined>,
  roles: Roles,
  probe: Probe,
): Promise<ProbeAnswer | undefined> {
  for (const upstream of upstreamShapes(roles, probe)) {
    const outputs = await run(feeds(roles, probe, upstream));
    if (outputs === undefined) continue;
    const loss = outputs[roles.outputs.loss.name];
    const gradient = roles.outputs.gradient && outputs[roles.outputs.gradient.name];
    if (loss !== undefined) return { probe, loss, ...(gradient === undefined ? {} : { gradient }) };
  }
  return undefined;
}

/** Shapes that an incoming gradient of ones may have: that of the rows, of the first input, or one that broadcasts. */
function upstreamShapes({ inputs }: Roles, { input, target }: Probe): readonly (readonly number[])[] {
  const rank = inputs.upstream?.shape.length ?? 0;
  const rows = target.dtype === "int64" ? target.shape : input.shape.slice(0, -1);
  const fitting = [rows, input.shape].filter((shape) => shape.length === rank);
  return [...fitting, new Array<number>(rank).fill(1)];
}

function feeds({ inputs }: Roles, probe: Probe, upstream: readonly number[]): Tensors {
  const { input, target } = probe;
  const width = input.shape[Math.min(1, input.shape.length - 1)] ?? 1;
  const scalar = (value: number): Tensor => ({ dtype: "float64", shape: [], data: Float64Array.of(value) });
  const values = {
    first: input,
    target,
    weight: probe.weight,
    sampleWeight: probe.sampleWeight,
    labelSmoothing: scalar(probe.labelSmoothing ?? 0),
    ignoreIndex: scalar(probe.ignoreIndex ?? 0),
    numClasses: scalar(width),
    upstream: { dtype: input.dtype, shape: upstream, data: new Float64Array(sizeOf(upstream)).fill(1) },
  };
  return Object.fromEntries(
    Object.entries(inputs).map(([role, port]) => [
      port.name,
      values[role as keyof typeof values] ?? scalar(1),
    ]),
  );
}
