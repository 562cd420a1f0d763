/** Repeats a recorded run in TensorFlow.js, with the same weights, batches and steps. */
import type * as TF from "@tensorflow/tfjs-core";
import type { Tensor } from "../../../src/math/tensor.ts";
import type { Loss } from "./contenders.ts";
import type { Trajectory, Weights } from "./fixture.ts";
import { logitsOf, type Parameters, parametersOf } from "./network.ts";
import type { Samples } from "./samples.ts";
import { tf } from "./tensorflow.ts";

/** loss and gradient norm of every step, both before the step's update, and the weights after the last. */
export interface Replay {
  readonly loss: readonly number[];
  readonly gradientNorm: readonly number[];
  readonly weights: Weights;
}

export function replay(trajectory: Trajectory, loss: Loss): Replay {
  const { file, samples, batches } = trajectory;
  const parameters = parametersOf(trajectory.initial);
  const optimizer = tf.train.sgd(file.training.learningRate);
  const losses: number[] = [];
  const norms: number[] = [];
  for (const batch of batches) {
    tf.tidy(() => {
      const { x, target } = fed(samples, batch);
      const { value, grads } = tf.variableGrads(
        () => loss(logitsOf(file.network, parameters, x), target),
        [...parameters.values()],
      );
      losses.push(value.dataSync()[0]!);
      norms.push(normOf(Object.values(grads)));
      optimizer.applyGradients(grads);
    });
  }
  optimizer.dispose();
  return { loss: losses, gradientNorm: norms, weights: read(parameters) };
}

/** A batch as tensors: x [N, …], int32 where the network embeds symbols, and classes [N] or [N, T]. */
function fed(samples: Samples, batch: readonly number[]): { x: TF.Tensor; target: TF.Tensor } {
  const { inputs, inputShape, targets, targetShape } = samples;
  return {
    x: tf.tensor(rowsOf(inputs, batch, samples.count), [batch.length, ...inputShape]),
    target: tf.tensor(rowsOf(targets, batch, samples.count), [batch.length, ...targetShape], "int32"),
  };
}

function rowsOf<Data extends Float32Array | Int32Array>(
  data: Data,
  rows: readonly number[],
  count: number,
): Data {
  const width = data.length / count;
  const made = new (data.constructor as new (size: number) => Data)(rows.length * width);
  rows.forEach((row, at) => {
    made.set(data.subarray(row * width, (row + 1) * width), at * width);
  });
  return made;
}

/** The Euclidean norm over all parameters together, summed in float64. */
function normOf(gradients: readonly TF.Tensor[]): number {
  let squares = 0;
  for (const gradient of gradients) for (const value of gradient.dataSync()) squares += value * value;
  return Math.sqrt(squares);
}

/** Reads the variables' values and disposes the variables. */
function read(parameters: Parameters): Weights {
  return new Map(
    [...parameters].map(([name, variable]): [string, Tensor] => {
      const tensor: Tensor = {
        dtype: "float32",
        shape: variable.shape,
        data: Float64Array.from(variable.dataSync()),
      };
      variable.dispose();
      return [name, tensor];
    }),
  );
}
