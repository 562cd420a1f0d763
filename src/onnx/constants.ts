/** Finds the vectors of floats that are stored in a model; its class weights, if it has any, are among them. */
import type { ModelFile } from "./model-file.ts";
import type { StoredTensor } from "./model-proto.ts";

/** Numbers of TensorProto.DataType, and the bytes of an element. */
const FLOAT = { 1: 4, 11: 8 } as const;

/** Shorter vectors are sizes and axes; a graph with more vectors than `MOST` is not a loss. */
const SHORTEST = 2;
const MOST = 8;

export function constantVectors({
  summary,
  external,
}: Pick<ModelFile, "summary" | "external">): readonly Float64Array[] {
  const found = new Map<string, Float64Array>();
  for (const tensor of summary.tensors) {
    const values = readVector(tensor, external.find(({ path }) => path === tensor.external?.location)?.data);
    if (values?.every(Number.isFinite)) found.set(values.join(), values);
    if (found.size >= MOST) break;
  }
  return [...found.values()];
}

/** The values of a tensor with at most one axis longer than 1; undefined for any other. */
function readVector(
  { dims, dataType, raw, external }: StoredTensor,
  beside: Uint8Array | undefined,
): Float64Array | undefined {
  const width = FLOAT[dataType as keyof typeof FLOAT];
  const length = dims.reduce((longest, size) => Math.max(longest, size), 1);
  if (
    width === undefined ||
    length < SHORTEST ||
    dims.reduce((product, size) => product * size, 1) !== length
  )
    return undefined;
  const bytes =
    external === undefined ? raw : beside?.subarray(external.offset, external.offset + length * width);
  if (bytes?.length !== length * width) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length }, (_, i) =>
    width === 4 ? view.getFloat32(i * width, true) : view.getFloat64(i * width, true),
  );
}
