/**
 * The forms in which a variant can be given one call's numbers: logits as log-probabilities or probabilities, class
 * indices as a one-hot distribution and back, several axes of rows as one.
 */

import type { Axes, TargetKind } from "../../loss/axes.ts";
import type { FloatArray } from "../../math/dtypes.ts";
import { inverse, permuted, reshaped } from "../../math/permute.ts";
import { rowsAlong } from "../../math/rows.ts";
import { sameShape, sizeOf, type Tensor, withoutAxis } from "../../math/tensor.ts";
import { pulledBack } from "../chain-rule.ts";
import { formOf, hardened, oneHot } from "../derive-input.ts";
import type { ReadSample } from "../sample.ts";
import { rowsOf } from "./chosen-rows.ts";

/** A first input and a target, and how they were derived from the sample's. */
export interface CallForm {
  readonly input: Tensor;
  readonly target: Tensor;
  /** The sample's own first input, and the axis of its classes. */
  readonly given: Tensor;
  readonly classAxis: number;
  /** Turns a gradient with respect to this input into one with respect to the sample's, in the order of its elements. */
  readonly pullBack: PullBack;
  /** The same for some rows, one after another. */
  readonly pullBackRows: (gradient: Float64Array, rows: readonly number[]) => Float64Array;
}

type Form = Axes["input"];

/** Whether probabilities belong to rows or to single labels. */
type Scope = "row" | "label";

type PullBack = (gradient: FloatArray) => FloatArray;

export class CallForms {
  readonly #sample: ReadSample;
  readonly #classAxis: number;
  readonly #inputs = new Map<string, Tensor>();
  #oneHot: Tensor | undefined;
  #indices: Tensor | undefined | null = null;

  constructor(sample: ReadSample, classAxis: number) {
    this.#sample = sample;
    this.#classAxis = classAxis;
  }

  /** The sample as given, and with its rows on one axis, for variants that take no other shape. */
  forms(holds: Form, targetKind: TargetKind, scope: Scope): readonly CallForm[] {
    const input = this.#input(holds, scope);
    const target = targetKind === "indices" ? this.#asIndices() : this.#asDistribution();
    if (target === undefined) return [];
    const given: CallForm = {
      input,
      target,
      given: this.#sample.input,
      classAxis: this.#classAxis,
      pullBack: this.#pullBack(holds, scope),
      pullBackRows: this.#pullBackRows(holds, scope),
    };
    return input.shape.length <= 2 ? [given] : [given, this.#flat(given)];
  }

  /** The chain rule through the derivation of the input. */
  #pullBack(to: Form, scope: Scope): PullBack {
    const { holds: from, input } = this.#sample;
    const rows = rowsAlong(input.shape, this.#classAxis);
    return (gradient) => {
      const probabilities = this.#input("probs", scope).data;
      return pulledBack(gradient, { from, to, scope, probabilities, rows });
    };
  }

  #pullBackRows(to: Form, scope: Scope): CallForm["pullBackRows"] {
    const { holds: from } = this.#sample;
    if (from === to) return (gradient) => gradient;
    const some = new Map<readonly number[], Float64Array>();
    return (gradient, chosen) => {
      const probabilities = some.get(chosen) ?? rowsOf(this.#input("probs", scope), this.#classAxis, chosen);
      some.set(chosen, probabilities);
      const rows = rowsAlong([chosen.length, gradient.length / chosen.length], 1);
      return Float64Array.from(pulledBack(gradient, { from, to, scope, probabilities, rows }));
    };
  }

  #flat(form: CallForm): CallForm {
    const { input, target, pullBack } = form;
    const axis = this.#classAxis;
    const order = [...input.shape.keys()].filter((other) => other !== axis).concat(axis);
    const width = input.shape[axis]!;
    const rows = sizeOf(withoutAxis(input.shape, axis));
    const flat = (tensor: Tensor): Tensor =>
      this.#once(tensor, () => reshaped(permuted(tensor, order), [rows, width]));
    return {
      ...form,
      input: flat(input),
      target: sameShape(target.shape, input.shape)
        ? flat(target)
        : this.#once(target, () => reshaped(target, [rows])),
      pullBack: (gradient) => {
        const moved = { ...input, shape: order.map((other) => input.shape[other]!), data: gradient };
        return pullBack(permuted(moved, inverse(order)).data);
      },
    };
  }

  readonly #flattened = new Map<Tensor, Tensor>();

  #once(tensor: Tensor, make: () => Tensor): Tensor {
    const made = this.#flattened.get(tensor) ?? make();
    this.#flattened.set(tensor, made);
    return made;
  }

  readonly #distinct = new Map<Tensor, readonly number[]>();

  /** Class indices of a target, each once. */
  distinct(target: Tensor): readonly number[] {
    const known = this.#distinct.get(target) ?? [...new Set(target.data)];
    this.#distinct.set(target, known);
    return known;
  }

  #input(needs: Form, scope: Scope): Tensor {
    const key = `${needs} ${scope}`;
    const { holds, input } = this.#sample;
    // Log-probabilities of a row are logits: the same tensor is used, so that what is derived from it is derived once.
    const isSame = holds === needs || (scope === "row" && holds === "logProbs" && needs === "logits");
    const made =
      this.#inputs.get(key) ??
      (isSame ? input : { ...input, data: formOf(needs, this.#sample, scope, this.#classAxis) });
    this.#inputs.set(key, made);
    return made;
  }

  #asIndices(): Tensor | undefined {
    const { input, target } = this.#sample;
    if (!sameShape(input.shape, target.shape)) return target;
    if (this.#indices === null) this.#indices = hardened(target, this.#classAxis);
    return this.#indices;
  }

  #asDistribution(): Tensor | undefined {
    const { input, target } = this.#sample;
    if (sameShape(input.shape, target.shape)) return target;
    // A row whose index names no class has no distribution.
    const width = input.shape[this.#classAxis] ?? 1;
    if (!target.data.every((index) => index >= 0 && index < width)) return undefined;
    this.#oneHot ??= oneHot(target, input, this.#classAxis);
    return this.#oneHot;
  }
}
