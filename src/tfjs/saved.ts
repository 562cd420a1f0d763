/** Turns groups of named tensors into the flat list that TensorFlow.js keeps for a backward pass, and back. */
import type * as tf from "./tf.ts";

/** Tensors by name. */
export type Kept = { readonly [name: string]: tf.Tensor | undefined };

type Groups = { readonly [group: string]: Kept };

export interface Packed<G extends Groups> {
  readonly tensors: tf.Tensor[];
  /** The groups again, with the tensors of a list in the same order. */
  unpack(tensors: readonly tf.Tensor[]): G;
}

export function packed<G extends Groups>(groups: G): Packed<G> {
  const entries = Object.entries(groups).flatMap(([group, kept]) =>
    Object.entries(kept).flatMap(([name, tensor]) => (tensor === undefined ? [] : [{ group, name, tensor }])),
  );
  return {
    tensors: entries.map(({ tensor }) => tensor),
    unpack(tensors) {
      const back: { [group: string]: { [name: string]: tf.Tensor | undefined } } = {};
      for (const group of Object.keys(groups)) back[group] = {};
      entries.forEach(({ group, name }, at) => {
        back[group]![name] = tensors[at];
      });
      return back as unknown as G;
    },
  };
}
