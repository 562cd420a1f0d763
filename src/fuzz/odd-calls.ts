/**
 * Random calls turned into odd ones: what training does not meet, and what sources refuse. A call is changed in one
 * place, so that what differs on it says what the place was.
 */
import type { VariantRecord } from "../definition/record.ts";
import type { Tier } from "../fixtures/tier.ts";
import type { Call, InputName } from "../fixtures/vector.ts";
import type { Axes } from "../loss/axes.ts";
import type { Tensor } from "../math/tensor.ts";

/** Makes a call odd; undefined where the call has no place for it. */
type Oddity = (call: Call, at: number) => Call | undefined;

const SUBNORMAL = { float64: 2 ** -1060, float32: 2 ** -140 } as const;

/** The oddities of a tier's calls. Sources differ in what they refuse; both sides must do the same. */
const ODDITIES: { readonly [tier in Exclude<Tier, "core">]: readonly Oddity[] } = {
  edge: [
    number(() => Number.NaN),
    number(() => Number.POSITIVE_INFINITY),
    number(() => Number.NEGATIVE_INFINITY),
    number(() => -0),
    number(({ dtype }) => SUBNORMAL[dtype === "float64" ? "float64" : "float32"]),
    number(({ dtype }) => (dtype === "float64" ? 2 ** 900 : 2 ** 100)),
    number(({ dtype }) => (dtype === "float64" ? -(2 ** 900) : -(2 ** 100))),
    everyTarget(({ options }) => options.ignoreIndex),
    ofWeights((weights) => ({ ...weights, data: weights.data.slice().fill(0) })),
  ],
  refusal: [
    // Finite ones outside [0, 1] make masses cancel, and then the result depends on the order of sums.
    option("labelSmoothing", "NaN"),
    option("labelSmoothing", "Infinity"),
    option("reduction", "average"),
    oneTarget((classes) => classes),
    oneTarget(() => -1),
    input("target", (target) => ({ ...target, dtype: target.dtype === "int64" ? "float64" : "int64" })),
    input("target", oneMore),
    ofWeights(oneMore),
  ],
};

/** The call with one of the oddities of its tier, or with the next one that fits the call. */
export function oddCall(record: VariantRecord, call: Call, tier: Tier, pick: number, at: number): Call {
  if (tier === "core") return call;
  const oddities = ODDITIES[tier];
  for (let i = 0; i < oddities.length; i += 1) {
    const changed = oddities[(pick + i) % oddities.length]!(call, at);
    if (changed !== undefined && Object.keys(changed.options).every((name) => name in record.options))
      return changed;
  }
  return call;
}

function firstName({ inputs }: Call): Axes["input"] {
  return inputs.logits !== undefined ? "logits" : inputs.probs !== undefined ? "probs" : "logProbs";
}

function input(name: InputName, change: (tensor: Tensor, at: number) => Tensor | undefined): Oddity {
  return (call, at) => {
    const tensor = call.inputs[name];
    const changed = tensor === undefined ? undefined : change(tensor, at);
    return changed === undefined ? undefined : { ...call, inputs: { ...call.inputs, [name]: changed } };
  };
}

/** Changes one number of the first input. */
function number(of: (call: Call) => number): Oddity {
  return (call, at) => input(firstName(call), (tensor) => withOne(tensor, at, of(call)))(call, at);
}

function withOne(tensor: Tensor, at: number, value: number): Tensor {
  const data = Float64Array.from(tensor.data);
  data[at % data.length] = value;
  return { ...tensor, data };
}

function option(name: string, value: number | string): Oddity {
  return (call) => ({ ...call, options: { ...call.options, [name]: value } });
}

/** Makes one target index name no class: it is the length of an axis of the input. */
function oneTarget(index: (classes: number) => number): Oddity {
  return (call, at) => {
    const first = call.inputs[firstName(call)];
    const isIndices = call.inputs.target?.dtype === "int64";
    if (first === undefined || !isIndices) return undefined;
    return input("target", (target) => withOne(target, at, index(Math.max(...first.shape))))(call, at);
  };
}

function everyTarget(index: (call: Call) => unknown): Oddity {
  return (call, at) => {
    const value = index(call);
    if (typeof value !== "number" || call.inputs.target?.dtype !== "int64") return undefined;
    return input("target", (target) => ({ ...target, data: target.data.slice().fill(value) }))(call, at);
  };
}

function ofWeights(change: (weights: Tensor) => Tensor): Oddity {
  return (call, at) => input("weight", change)(call, at) ?? input("sampleWeight", change)(call, at);
}

/** Makes the first axis longer by one. */
function oneMore(tensor: Tensor): Tensor {
  const [first = 1, ...rest] = tensor.shape;
  const step = rest.reduce((size, each) => size * each, 1);
  const data = Float64Array.from(
    { length: (first + 1) * step },
    (_, i) => tensor.data[i % tensor.data.length]!,
  );
  return { ...tensor, shape: [first + 1, ...rest], data };
}
