/**
 * Reads parts of an ONNX model before ONNX Runtime opens it: its inputs and outputs, the tensors that it stores, and its
 * metadata. Field numbers are those of onnx.proto.
 */
import { type Fields, ProtoError, ProtoReader } from "./proto-reader.ts";

/** An input or output as the file declares it. */
interface DeclaredPort {
  readonly name: string;
  /** Sizes; a name or an empty string where any size is allowed. */
  readonly shape: readonly (number | string)[];
}

/** A tensor that is part of the model. */
export interface StoredTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** A number of TensorProto.DataType: 1 is float32, 11 is float64. */
  readonly dataType: number;
  /** The values as little-endian bytes, if they are floats and in the model. */
  readonly raw: Uint8Array | undefined;
  /** Where the values are, if not in the model. */
  readonly external: ExternalPlace | undefined;
}

/** A part of a file beside the model. */
interface ExternalPlace {
  readonly location: string;
  readonly offset: number;
  /** The rest of the file if undefined. */
  readonly length: number | undefined;
}

export interface ModelSummary {
  readonly producer: string;
  readonly inputs: readonly DeclaredPort[];
  readonly outputs: readonly DeclaredPort[];
  readonly tensors: readonly StoredTensor[];
  readonly operators: readonly string[];
  /** Names and metadata from anywhere in the model, which may tell what it was exported from. */
  readonly remarks: readonly string[];
}

/** Metadata longer than this is not read, and no more than this many entries are. */
const LONGEST_REMARK = 4_096;
const MOST_REMARKS = 10_000;

/** @throws ProtoError where the bytes are not a model */
export function readModel(bytes: Uint8Array): ModelSummary {
  const producer: string[] = [];
  const inputs: DeclaredPort[] = [];
  const outputs: DeclaredPort[] = [];
  const tensors: StoredTensor[] = [];
  const operators: string[] = [];
  const remarks: string[] = [];
  let hasVersion = false;
  let hasGraph = false;

  const remark = (text: string): void => {
    if (text !== "" && text.length <= LONGEST_REMARK && remarks.length < MOST_REMARKS) remarks.push(text);
  };
  const entry: Fields = { 2: (reader) => remark(reader.text()) };
  const tensor = (reader: ProtoReader): void => {
    tensors.push(readTensor(reader));
  };
  const attribute: Fields = {
    5: tensor,
    10: tensor,
    6: (reader) => reader.message(graph),
    11: (reader) => reader.message(graph),
    22: (reader) => reader.message(sparse),
    23: (reader) => reader.message(sparse),
  };
  const node: Fields = {
    3: (reader) => remark(reader.text()),
    4: (reader) => operators.push(reader.text()),
    5: (reader) => reader.message(attribute),
    9: (reader) => reader.message(entry),
  };
  const sparse: Fields = { 1: tensor, 2: tensor };
  const graph: Fields = {
    1: (reader) => reader.message(node),
    2: (reader) => remark(reader.text()),
    5: tensor,
    15: (reader) => reader.message(sparse),
    16: (reader) => reader.message(entry),
  };
  const main: Fields = {
    ...graph,
    11: (reader) => inputs.push(readPort(reader)),
    12: (reader) => outputs.push(readPort(reader)),
  };
  new ProtoReader(bytes).file({
    1: (reader) => {
      hasVersion = reader.integer() > 0;
    },
    2: (reader) => producer.push(reader.text()),
    3: (reader) => producer.push(reader.text()),
    7: (reader) => {
      hasGraph = true;
      reader.message(main);
    },
    14: (reader) => reader.message(entry),
    25: (reader) => reader.message({ 7: (inner) => inner.message(node) }),
  });
  if (!hasVersion || !hasGraph) throw new ProtoError("has no graph in it");
  return { producer: producer.join(" "), inputs, outputs, tensors, operators, remarks };
}

function readTensor(reader: ProtoReader): StoredTensor {
  const dims: number[] = [];
  let name = "";
  let dataType = 0;
  let raw: Uint8Array | undefined;
  const places: { [key: string]: string } = {};
  const packed = (inner: ProtoReader): void => {
    raw = inner.bytes();
  };
  reader.message({
    1: (inner) => inner.integers(dims),
    2: (inner) => {
      dataType = inner.integer();
    },
    8: (inner) => {
      name = inner.text();
    },
    // Packed float_data and double_data have the same layout as raw_data.
    4: packed,
    9: packed,
    10: packed,
    13: (inner) => {
      let key = "";
      let value = "";
      inner.message({
        1: (pair) => {
          key = pair.text();
        },
        2: (pair) => {
          value = pair.text();
        },
      });
      places[key] = value;
    },
  });
  const { location, offset = "0", length } = places;
  const external =
    location === undefined
      ? undefined
      : { location, offset: Number(offset), length: length === undefined ? undefined : Number(length) };
  return { name, dims, dataType, raw, external };
}

function readPort(reader: ProtoReader): DeclaredPort {
  let name = "";
  const shape: (number | string)[] = [];
  const dimension: Fields = {
    1: (inner) => {
      shape[shape.length - 1] = inner.integer();
    },
    2: (inner) => {
      shape[shape.length - 1] = inner.text();
    },
  };
  const sizes: Fields = {
    1: (inner) => {
      shape.push("");
      inner.message(dimension);
    },
  };
  const tensorType: Fields = { 2: (inner) => inner.message(sizes) };
  reader.message({
    1: (inner) => {
      name = inner.text();
    },
    2: (inner) => inner.message({ 1: (type) => type.message(tensorType) }),
  });
  return { name, shape };
}
