/** The network of an experiment in TensorFlow.js' operators. */
import type * as TF from "@tensorflow/tfjs-core";
import type { Weights } from "./fixture.ts";
import type { Network } from "./schema.ts";
import { tf } from "./tensorflow.ts";

export type Parameters = ReadonlyMap<string, TF.Variable>;

/** Variables that hold the weights; the caller disposes them. */
export function parametersOf(weights: Weights): Parameters {
  return new Map(
    [...weights].map(([name, { data, shape }]) => {
      const make = () => tf.variable(tf.tensor(Float32Array.from(data), [...shape], "float32"));
      return [name, tf.tidy(make)];
    }),
  );
}

/** act(z K1 + b1) K2 + b2, over the last axis of x; z are the features, or the embeddings of a window's symbols. */
export function logitsOf(
  { activation, embedding }: Network,
  parameters: Parameters,
  x: TF.Tensor,
): TF.Tensor {
  const at = (name: string): TF.Variable => parameters.get(name)!;
  const outer = x.shape.slice(0, -1);
  // Not tf.gather: its gradient on this backend reads every row once per symbol, which takes 20 times as long.
  const z = embedding
    ? tf.matMul(
        tf.oneHot(tf.reshape(x, [-1]), embedding.symbols) as TF.Tensor2D,
        at("embedding") as TF.Tensor2D,
      )
    : x;
  const hidden = dense(
    tf.reshape(z, [-1, at("hidden.kernel").shape[0]!]),
    at("hidden.kernel"),
    at("hidden.bias"),
  );
  const logits = dense(tf[activation](hidden), at("output.kernel"), at("output.bias"));
  return tf.reshape(logits, [...outer, at("output.bias").shape[0]!]);
}

function dense(x: TF.Tensor, kernel: TF.Tensor, bias: TF.Tensor): TF.Tensor {
  return tf.add(tf.matMul(x as TF.Tensor2D, kernel as TF.Tensor2D), bias);
}
