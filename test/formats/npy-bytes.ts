/** Writes .npy files for tests, right ones and others. */
export function npyBytes(
  data: Float32Array | Float64Array | BigInt64Array,
  shape: readonly number[],
  change: { readonly descr?: string; readonly fortran?: boolean } = {},
): Buffer {
  const own = data instanceof BigInt64Array ? "<i8" : data instanceof Float32Array ? "<f4" : "<f8";
  const { descr = own, fortran = false } = change;
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const header = `{'descr': '${descr}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': (${sizes}), }`;
  const padded = `${header.padEnd(117, " ")}\n`;
  return Buffer.concat([
    Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 0xff, padded.length >> 8]),
    Buffer.from(padded),
    Buffer.from(data.buffer, data.byteOffset, data.byteLength),
  ]);
}
