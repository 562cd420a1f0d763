/**
 * A user's loss graph as an implementation under test. A graph has its options built in, so the user says which variant
 * and options it is meant to be; vectors that it cannot take are skipped, each with the reason.
 */

import type { Answer } from "../compare/verdict.ts";
import type { BuiltIn, Implementation } from "../conformance/implementation.ts";
import type { OptionValues } from "../definition/options.ts";
import type { VariantRecord } from "../definition/record.ts";
import type { Call } from "../fixtures/vector.ts";
import type { TargetKind } from "../loss/axes.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { reductionPlan } from "../loss/row-losses.ts";
import { formatShape, sizeOf, type Tensor } from "../math/tensor.ts";
import type { ModelFile } from "../onnx/model-file.ts";
import type { Port } from "../onnx/open-graph.ts";
import { assignRoles, describe, type NamedRoles, type Roles, RolesError } from "../onnx/roles.ts";
import { lossCallOf, optionValues } from "../protocol/loss-call-of.ts";
import { AdapterError } from "./adapter-error.ts";
import { type GraphLimits, GraphProcess } from "./graph-process.ts";

/** The variant that the graph is meant to be. */
export interface Meant {
  readonly record: VariantRecord;
  /** Its options; those not named have their defaults, unless the graph takes them as inputs. */
  readonly options: OptionValues;
  readonly named: NamedRoles;
}

/** Options that a graph may take as inputs. */
const INPUT_OPTIONS = ["labelSmoothing", "ignoreIndex", "numClasses"] as const;

/** If not given, this option is the number of classes of the graph's first input. */
const COUNTED = "numClasses";

/** @throws AdapterError where the graph cannot be used */
export async function onnxModelImplementation(
  file: ModelFile,
  meant: Meant,
  limits: GraphLimits,
): Promise<Implementation> {
  const graph = new GraphProcess(file, limits);
  await graph.start();
  let roles: Roles;
  try {
    roles = assignRoles(graph.inputs, graph.outputs, meant.named);
    checkRequired(meant, roles);
  } catch (error) {
    await graph.close();
    throw error instanceof RolesError
      ? new AdapterError(`${file.path}: ${error.message}`, { cause: error })
      : error;
  }
  return {
    name: file.path,
    version: "",
    language: "ONNX",
    variants: [meant.record.id],
    gradient: roles.outputs.gradient !== undefined,
    judged: "default",
    builtIn: builtInto(meant, roles),
    close: () => graph.close(),
    async answer(call): Promise<Answer> {
      const lossCall = lossCallOf(call);
      if (lossCall === undefined) {
        return { kind: "skipped", reason: "the source refuses the call, and a graph cannot refuse one" };
      }
      const reason = unfit(call, lossCall, meant, roles);
      if (reason !== undefined) return { kind: "skipped", reason };
      const run = await graph.run(feeds(lossCall, roles));
      if (run.kind === "lost") return { kind: "errored", message: run.message };
      if (run.kind === "refused") {
        return { kind: "error", phase: "call", code: "invalid-request", message: run.message };
      }
      const loss = run.outputs[roles.outputs.loss.name];
      const gradient = roles.outputs.gradient && run.outputs[roles.outputs.gradient.name];
      return {
        kind: "result",
        ...(loss === undefined ? {} : { loss: shapedLike(loss, reductionPlan(lossCall).shape) }),
        ...(gradient === undefined ? {} : { gradient }),
      };
    },
  };
}

/** The options that are built into the graph: all but those that it has an input for. */
function builtInto({ record, options }: Meant, { inputs, outputs }: Roles): BuiltIn {
  const isInput = (name: string): boolean =>
    INPUT_OPTIONS.some((option) => option === name && inputs[option] !== undefined);
  const fixed = Object.entries(record.options).filter(([name]) => !isInput(name) && name !== COUNTED);
  const without = ["weight", "sampleWeight"] as const;
  return {
    dtype: inputs.first.type === "float32" ? "float32" : "float64",
    targetKind: targetKindOf(inputs.target),
    options: Object.fromEntries(fixed.map(([name, spec]) => [name, options[name] ?? spec.default])),
    without: [
      ...without.filter((name) => inputs[name] === undefined),
      ...(inputs.upstream === undefined && outputs.gradient !== undefined ? ["upstream"] : []),
    ],
    shape: inputs.first.shape,
  };
}

function targetKindOf({ type }: Port): TargetKind {
  return type?.startsWith("int") ? "indices" : "distribution";
}

/** Checks that every option without a default is given or is an input. */
function checkRequired({ record, options }: Meant, roles: Roles): void {
  for (const [name, spec] of Object.entries(record.options)) {
    const isInput = INPUT_OPTIONS.some((option) => option === name && roles.inputs[option] !== undefined);
    if (spec.default !== undefined || options[name] !== undefined || name === COUNTED || isInput) continue;
    throw new RolesError(
      `expected --option ${name}=…, which is built into the graph and for which ${record.id} has no default`,
    );
  }
}

/** Why the graph cannot take a call; undefined if it can. */
function unfit(call: Call, lossCall: LossCall, { record, options }: Meant, roles: Roles): string | undefined {
  const { first, target, upstream } = roles.inputs;
  const { input, targetKind, weight } = lossCall;
  if (first.type !== input.dtype) return `the graph takes ${describe(first)}, not ${input.dtype}`;
  const takes = targetKindOf(target);
  if (takes !== targetKind) return `the graph takes ${takes} as target`;
  const asked = optionValues(call.options);
  for (const [name, spec] of Object.entries(record.options)) {
    if (INPUT_OPTIONS.some((option) => option === name && roles.inputs[option] !== undefined)) continue;
    const width = input.shape[lossCall.classAxis];
    const has = options[name] ?? (name === COUNTED ? width : spec.default);
    const wants = asked[name] ?? spec.default;
    if (!Object.is(has, wants)) return `the graph has ${name} ${has}`;
  }
  const name = record.weightName;
  if (weight !== undefined && name !== undefined && roles.inputs[name] === undefined)
    return `the graph takes no ${name}`;
  if (lossCall.upstream !== undefined && roles.outputs.gradient !== undefined && upstream === undefined) {
    return "the graph takes no upstream";
  }
  for (const [port, shape] of [
    [first, input.shape],
    [target, lossCall.target.shape],
  ] as const) {
    if (!fits(port, shape)) return `the graph takes ${describe(port)}, not shape ${formatShape(shape)}`;
  }
  return undefined;
}

function fits({ shape }: Port, given: readonly number[]): boolean {
  return (
    shape.length === given.length &&
    shape.every((size, axis) => typeof size === "string" || size === given[axis])
  );
}

/** The graph's inputs, under its own names. */
function feeds(lossCall: LossCall, { inputs }: Roles): { readonly [name: string]: Tensor } {
  const { input, target, weight, labelSmoothing, ignoreIndex, numClasses, classAxis } = lossCall;
  const lossShape = reductionPlan(lossCall).shape;
  const ones = (shape: readonly number[]): Tensor => ({
    dtype: input.dtype,
    shape,
    data: new Float64Array(sizeOf(shape)).fill(1),
  });
  const scalar = (value: number): Tensor => ({ dtype: "float64", shape: [], data: Float64Array.of(value) });
  const values = {
    first: input,
    target,
    weight: weight ?? ones([input.shape[classAxis] ?? 1]),
    sampleWeight: weight ?? ones(lossShape),
    labelSmoothing: scalar(labelSmoothing),
    ignoreIndex: scalar(ignoreIndex ?? 0),
    numClasses: scalar(numClasses),
    upstream: lossCall.upstream ?? ones(lossShape),
  };
  return Object.fromEntries(
    Object.entries(inputs).map(([role, port]) => [port.name, values[role as keyof typeof values]]),
  );
}

/** Gives the loss the expected shape: a graph may write a scalar as [] or as [1]. */
function shapedLike(loss: Tensor, shape: readonly number[]): Tensor {
  return sizeOf(loss.shape) === sizeOf(shape) ? { ...loss, shape } : loss;
}
