/** The names that people give to the inputs of a loss, in files and in texts that they paste. */
import type { FIRST_INPUTS } from "../identify/sample.ts";
import { asTensor, type TensorLike } from "../math/as-tensor.ts";
import { plain } from "../math/names.ts";

const NAMES: { readonly [field: string]: readonly string[] } = {
  logits: ["input", "inputs", "scores"],
  logProbs: ["logProbabilities", "logSoftmax", "lprobs"],
  probs: ["probabilities", "probability", "softmax"],
  target: ["targets", "label", "labels", "yTrue", "y", "truth", "groundTruth"],
  weight: ["weights", "classWeight", "classWeights"],
  sampleWeight: ["sampleWeights"],
  loss: ["losses", "trainLoss", "lossValue"],
  gradient: ["grad", "grads", "gradients", "gradInput"],
};

/** Names of a first input that do not say what it holds; its values do. */
const OPEN = ["yPred", "yHat", "pred", "preds", "prediction", "predictions", "output", "outputs"].map(plain);

const FIELDS = new Map(
  Object.entries(NAMES).flatMap(([field, names]) => [field, ...names].map((name) => [plain(name), field])),
);

/** The field of a name: `target` for `y_true`; `open` for one whose values tell it; undefined for a name of nothing. */
export function fieldCalled(name: string): string | undefined {
  return OPEN.includes(plain(name)) ? "open" : FIELDS.get(plain(name));
}

/** How far from 1 rows of probabilities may sum, as they are printed. */
const NEARLY_ONE = 2e-3;

/** What the last axis of a tensor holds, and why that is believed. */
export function heldBy(
  value: TensorLike,
  name: string,
): { readonly field: (typeof FIRST_INPUTS)[number]; readonly why: string } {
  const { data, shape } = asTensor(value, name);
  const width = shape.at(-1) ?? 1;
  const sumsToOne = (of: (x: number) => number): boolean => {
    const sums = new Float64Array(Math.floor(data.length / Math.max(1, width)));
    sums.forEach((_, row) => {
      for (let k = 0; k < width; k += 1) sums[row]! += of(data[row * width + k]!);
    });
    return sums.length > 0 && sums.every((sum) => Math.abs(sum - 1) <= NEARLY_ONE);
  };
  if (data.every((x) => x >= 0) && sumsToOne((x) => x)) return { field: "probs", why: "its rows sum to 1" };
  if (data.every((x) => x <= 0) && sumsToOne(Math.exp))
    return { field: "logProbs", why: "the exponentials of its rows sum to 1" };
  return { field: "logits", why: "its rows do not sum to 1" };
}
