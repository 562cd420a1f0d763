/** Writes small ONNX models for tests, right ones and others. Field numbers are those of onnx.proto. */
import { PbfWriter } from "pbf";

export const FLOAT = 1;
export const INT64 = 7;
export const BOOL = 9;
export const FLOAT16 = 10;

interface PortSpec {
  readonly name: string;
  readonly type: number;
  readonly dims: readonly (number | string)[];
}

interface TensorSpec {
  readonly name: string;
  readonly type: number;
  readonly dims: readonly number[];
  readonly raw?: Uint8Array;
  /** Path of the file it is said to lie in. */
  readonly location?: string;
}

interface NodeSpec {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: { readonly [name: string]: number | GraphSpec };
}

export interface GraphSpec {
  readonly inputs: readonly PortSpec[];
  readonly outputs: readonly PortSpec[];
  readonly nodes: readonly NodeSpec[];
  readonly initializers?: readonly TensorSpec[];
}

export function buildModel(graph: GraphSpec, opset = 18): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, 8);
  pbf.writeMessage(7, writeGraph, graph);
  pbf.writeMessage(
    8,
    (version: number, out: PbfWriter) => {
      out.writeStringField(1, "");
      out.writeVarintField(2, version);
    },
    opset,
  );
  return pbf.finish();
}

/** Softmax cross entropy over [4, 8], to be spoilt. */
export const CROSS_ENTROPY: GraphSpec = {
  inputs: [
    { name: "logits", type: FLOAT, dims: [4, 8] },
    { name: "target", type: INT64, dims: [4] },
  ],
  outputs: [{ name: "loss", type: FLOAT, dims: [] }],
  nodes: [{ op: "SoftmaxCrossEntropyLoss", inputs: ["logits", "target"], outputs: ["loss"] }],
};

/** A loop that ends after 2^62 rounds, over logits of any size. */
export function endless(): Uint8Array {
  const state = (name: string): GraphSpec["inputs"][number] => ({ name, type: FLOAT, dims: [] });
  const body: GraphSpec = {
    inputs: [{ name: "round", type: INT64, dims: [] }, { name: "on", type: BOOL, dims: [] }, state("sum")],
    outputs: [{ name: "still", type: BOOL, dims: [] }, state("next")],
    nodes: [
      { op: "Identity", inputs: ["on"], outputs: ["still"] },
      { op: "Add", inputs: ["sum", "sum"], outputs: ["next"] },
    ],
  };
  const rounds = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0x40);
  return buildModel({
    ...CROSS_ENTROPY,
    inputs: [
      { name: "logits", type: FLOAT, dims: ["N", "K"] },
      { name: "target", type: INT64, dims: ["N"] },
    ],
    initializers: [
      { name: "rounds", type: INT64, dims: [], raw: rounds },
      { name: "go", type: BOOL, dims: [], raw: Uint8Array.of(1) },
    ],
    nodes: [
      ...CROSS_ENTROPY.nodes.map((node) => ({ ...node, outputs: ["start"] })),
      { op: "Loop", inputs: ["rounds", "go", "start"], outputs: ["loss"], attributes: { body } },
    ],
  });
}

function writeGraph(graph: GraphSpec, pbf: PbfWriter): void {
  for (const node of graph.nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, "graph");
  for (const tensor of graph.initializers ?? []) pbf.writeMessage(5, writeTensor, tensor);
  for (const port of graph.inputs) pbf.writeMessage(11, writePort, port);
  for (const port of graph.outputs) pbf.writeMessage(12, writePort, port);
}

function writeNode({ op, inputs, outputs, attributes = {} }: NodeSpec, pbf: PbfWriter): void {
  for (const name of inputs) pbf.writeStringField(1, name);
  for (const name of outputs) pbf.writeStringField(2, name);
  pbf.writeStringField(4, op);
  for (const attribute of Object.entries(attributes)) pbf.writeMessage(5, writeAttribute, attribute);
}

function writeAttribute([name, value]: [string, number | GraphSpec], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if (typeof value === "number") pbf.writeVarintField(3, value);
  else pbf.writeMessage(6, writeGraph, value);
  pbf.writeVarintField(20, typeof value === "number" ? 2 : 5);
}

function writeTensor({ name, type, dims, raw, location }: TensorSpec, pbf: PbfWriter): void {
  for (const size of dims) pbf.writeVarintField(1, size);
  pbf.writeVarintField(2, type);
  pbf.writeStringField(8, name);
  if (raw !== undefined) pbf.writeBytesField(9, raw);
  if (location === undefined) return;
  pbf.writeMessage(
    13,
    (value: string, out: PbfWriter) => {
      out.writeStringField(1, "location");
      out.writeStringField(2, value);
    },
    location,
  );
  pbf.writeVarintField(14, 1);
}

function writePort({ name, type, dims }: PortSpec, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(2, writeType, { type, dims });
}

function writeType(port: { type: number; dims: readonly (number | string)[] }, pbf: PbfWriter): void {
  pbf.writeMessage(
    1,
    ({ type, dims }: typeof port, tensor: PbfWriter) => {
      tensor.writeVarintField(1, type);
      tensor.writeMessage(2, writeShape, dims);
    },
    port,
  );
}

function writeShape(dims: readonly (number | string)[], pbf: PbfWriter): void {
  for (const size of dims) {
    pbf.writeMessage(
      1,
      (value: number | string, out: PbfWriter) => {
        if (typeof value === "number") out.writeVarintField(1, value);
        else out.writeStringField(2, value);
      },
      size,
    );
  }
}
