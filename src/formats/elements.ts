/** Elements of a binary file, as numbers. */
import { getFloat16 } from "@petamoriken/float16";

/** How one element is read at an offset. */
interface ElementFormat {
  readonly bytes: number;
  readonly read: (view: DataView, at: number, isLittle: boolean) => number;
}

const scratch = new DataView(new ArrayBuffer(4));

const FORMATS = {
  float64: { bytes: 8, read: (view, at, isLittle) => view.getFloat64(at, isLittle) },
  float32: { bytes: 4, read: (view, at, isLittle) => view.getFloat32(at, isLittle) },
  float16: { bytes: 2, read: (view, at, isLittle) => getFloat16(view, at, isLittle) },
  bfloat16: {
    bytes: 2,
    read(view, at, isLittle) {
      scratch.setUint16(0, view.getUint16(at, isLittle));
      return scratch.getFloat32(0);
    },
  },
  int64: { bytes: 8, read: (view, at, isLittle) => Number(view.getBigInt64(at, isLittle)) },
  int32: { bytes: 4, read: (view, at, isLittle) => view.getInt32(at, isLittle) },
  int16: { bytes: 2, read: (view, at, isLittle) => view.getInt16(at, isLittle) },
  int8: { bytes: 1, read: (view, at) => view.getInt8(at) },
  uint64: { bytes: 8, read: (view, at, isLittle) => Number(view.getBigUint64(at, isLittle)) },
  uint32: { bytes: 4, read: (view, at, isLittle) => view.getUint32(at, isLittle) },
  uint16: { bytes: 2, read: (view, at, isLittle) => view.getUint16(at, isLittle) },
  uint8: { bytes: 1, read: (view, at) => view.getUint8(at) },
} satisfies { readonly [type: string]: ElementFormat };

export type ElementType = keyof typeof FORMATS;

/** The size of an element in bytes. */
export function bytesOf(type: ElementType): number {
  return FORMATS[type].bytes;
}

/**
 * Reads all elements; exact for floats, and for integers up to 2^53.
 *
 * @param bytes a whole number of elements
 * @param isLittle whether the lowest byte comes first. Default true.
 */
export function readElements(bytes: Uint8Array, type: ElementType, isLittle = true): Float64Array {
  const { bytes: width, read } = FORMATS[type];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const data = new Float64Array(bytes.length / width);
  for (let i = 0; i < data.length; i += 1) data[i] = read(view, i * width, isLittle);
  return data;
}
