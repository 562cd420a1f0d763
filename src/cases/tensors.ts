/** Tensors of a case, written as nested arrays. */
import { asTensor, type NestedNumbers } from "../math/as-tensor.ts";
import type { DType } from "../math/tensor.ts";
import type { WireTensor } from "../protocol/messages.ts";
import { nameNonFinite } from "../protocol/wire-tensor.ts";

function ofType(dtype: DType): (nested: NestedNumbers) => WireTensor {
  return (nested) => {
    const { shape, data } = asTensor(nested, "tensor");
    return { dtype, shape: [...shape], data: [...data].map(nameNonFinite) };
  };
}

/** Values in the dtype of their source: torch.tensor and tf.constant make float32, NumPy float64. */
export const float32: (nested: NestedNumbers) => WireTensor = ofType("float32");
export const float64: (nested: NestedNumbers) => WireTensor = ofType("float64");

/** Class indices. */
export const indices: (nested: NestedNumbers) => WireTensor = ofType("int64");
