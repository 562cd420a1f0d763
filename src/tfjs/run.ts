/** Computes one call on plain numbers with TensorFlow.js, for the suite and the browser tests. */

import { bind } from "../definition/bind.ts";
import type { OptionValues } from "../definition/options.ts";
import type { VariantRecord } from "../definition/record.ts";
import type { FloatArray } from "../math/dtypes.ts";
import { refuse } from "../math/errors.ts";
import type { Tensor } from "../math/tensor.ts";
import { lossOf } from "./evaluate.ts";
import { heldInput, heldTensor } from "./forms.ts";
import { refuseIndices } from "./indices.ts";
import { backendInUse } from "./peer.ts";
import { checkSupport } from "./support.ts";
import * as tf from "./tf.ts";

/** Tensors of a call. */
export interface PlainCall {
  readonly input: Tensor;
  readonly target: Tensor;
  readonly weight?: Tensor | undefined;
  readonly upstream?: Tensor | undefined;
}

/**
 * Loss and gradient in float32, on the backend in use.
 *
 * @throws InvalidArgument as a rejection, for what the variant refuses
 */
export async function runOnTensors(
  record: VariantRecord,
  options: OptionValues,
  { input, target, weight, upstream }: PlainCall,
): Promise<{ readonly loss: Tensor; readonly gradient: Tensor }> {
  const bound = bind(record, options);
  checkSupport(record.id, bound.axes);
  backendInUse();
  const owned: tf.Tensor[] = [];
  const upload = (tensor: Tensor): tf.Tensor => {
    const uploaded = uploadTensor(tensor);
    owned.push(uploaded);
    return uploaded;
  };
  try {
    const setting = bound.callForms({
      input: (name) => heldInput(upload(input), name),
      target: heldTensor(upload(target), "target"),
      weight: weight === undefined ? undefined : (name) => heldTensor(upload(weight), name),
      upstream: upstream === undefined ? undefined : heldTensor(upload(upstream), "upstream"),
    });
    await refuseIndices(setting);
    const dy = setting.upstream?.tensor;
    const results = tf.valueAndGrad((x) => {
      return lossOf({ ...setting, input: { ...setting.input, tensor: x } });
    })(setting.input.tensor, dy);
    owned.push(results.value, results.grad);
    return { loss: await download(results.value), gradient: await download(results.grad) };
  } finally {
    tf.dispose(owned);
  }
}

function uploadTensor({ dtype, shape, data }: Tensor): tf.Tensor {
  return dtype === "int64"
    ? tf.tensor(int32(data), [...shape], "int32")
    : tf.tensor(Float32Array.from(data), [...shape], "float32");
}

/** TensorFlow.js has no wider integers, and would cut them off. */
function int32(data: FloatArray): Int32Array {
  const wide = data.find((value) => (value | 0) !== value);
  if (wide === undefined) return Int32Array.from(data);
  refuse("target", `expected integers of 32 bits for TensorFlow.js, got ${wide}`, "target-dtype");
}

async function download(tensor: tf.Tensor): Promise<Tensor> {
  return { dtype: "float32", shape: tensor.shape, data: Float64Array.from(await tensor.data()) };
}
