/** A graph whose inputs and results are our tensors. ONNX Runtime for Node and for the web have the same sessions. */
import type {
  InferenceSession,
  OnnxValue,
  Tensor as RuntimeTensor,
  TensorConstructor,
} from "onnxruntime-node";
import { sizeOf, type Tensor } from "../math/tensor.ts";

/** An input or output of a graph. */
export interface Port {
  readonly name: string;
  /** ONNX Runtime's name of the element type: `float32`, `int64`, …; undefined where it is not a tensor. */
  readonly type: string | undefined;
  /** Sizes; a name where any size is allowed. */
  readonly shape: readonly (number | string)[];
}

/** A graph that can be run. */
export interface OpenGraph {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  run(inputs: { readonly [name: string]: Tensor }): Promise<{ readonly [name: string]: Tensor }>;
}

/** Tensors that the model keeps in other files, with the path that it gives for each. */
export type ExternalData = readonly { readonly path: string; readonly data: Uint8Array }[];

/** Options that every graph is opened with. */
export const SESSION_OPTIONS = {
  // The graphs are small: a second thread would cost more than it saves, and one thread keeps the order of sums.
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 4,
} as const satisfies InferenceSession.SessionOptions;

/** @param Value the runtime's own class of tensors */
export function graphOf(session: InferenceSession, Value: TensorConstructor): OpenGraph {
  return {
    inputs: session.inputMetadata.map(portOf),
    outputs: session.outputMetadata.map(portOf),
    async run(inputs) {
      // Without a prototype, since an input may have any name.
      const feeds: { [name: string]: RuntimeTensor } = Object.create(null);
      for (const port of session.inputMetadata) {
        const tensor = inputs[port.name];
        if (tensor === undefined) throw new Error(`input ${port.name}: expected a tensor, got none`);
        const { type, data } = encode(tensor, port.isTensor ? port.type : tensor.dtype);
        feeds[port.name] = new Value(type, data, [...tensor.shape]);
      }
      const results = await session.run(feeds, { logSeverityLevel: SESSION_OPTIONS.logSeverityLevel });
      // A loss and its gradient have no more elements than the largest input; whatever has more is neither.
      const most = Math.max(1, ...Object.values(inputs).map(({ shape }) => sizeOf(shape)));
      return Object.fromEntries(
        Object.entries(results).flatMap(([name, value]) =>
          sizeOf(value.dims) > most ? [] : decode(name, value),
        ),
      );
    },
  };
}

function portOf(metadata: InferenceSession.ValueMetadata): Port {
  if (!metadata.isTensor) return { name: metadata.name, type: undefined, shape: [] };
  return { name: metadata.name, type: metadata.type, shape: metadata.shape };
}

type Encoded =
  | { readonly type: "float32"; readonly data: Float32Array }
  | { readonly type: "float64"; readonly data: Float64Array }
  | { readonly type: "int32"; readonly data: Int32Array }
  | { readonly type: "int64"; readonly data: BigInt64Array };

/** The values in the element type of the graph's input, whatever the tensor's dtype is. */
function encode({ data }: Tensor, type: string): Encoded {
  switch (type) {
    case "float32":
      return { type, data: Float32Array.from(data) };
    case "float64":
      return { type, data: Float64Array.from(data) };
    case "int32":
      return { type, data: Int32Array.from(data, (value) => integer(value, type)) };
    case "int64":
      return { type, data: BigInt64Array.from(data, (value) => BigInt(integer(value, type))) };
    default:
      throw new Error(`expected a tensor of float32, float64, int32 or int64, got one of ${type}`);
  }
}

/** A number that an integer type holds: others would be cut off. */
function integer(value: number, type: "int32" | "int64"): number {
  if (Number.isSafeInteger(value) && (type === "int64" || (value | 0) === value)) return value;
  throw new Error(`expected numbers that ${type} holds, got ${value}`);
}

/** Decodes a result that is a tensor of numbers; any other is left out. */
function decode(name: string, value: OnnxValue): [string, Tensor][] {
  const shape = value.dims;
  const { data } = value;
  const tensor = (dtype: Tensor["dtype"], values: Iterable<number | bigint>): [string, Tensor][] => [
    [name, { dtype, shape, data: Float64Array.from(values, Number) }],
  ];
  if (data.length !== sizeOf(shape)) return [];
  if (data instanceof Float32Array) return tensor("float32", data);
  if (data instanceof Float64Array) return tensor("float64", data);
  return data instanceof BigInt64Array || data instanceof Int32Array ? tensor("int64", data) : [];
}
