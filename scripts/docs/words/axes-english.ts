/** The axes of src/math/axes.ts and their values, in words. */
import type { Words } from "./words.ts";

export const AXES_IN_ENGLISH: Pick<Words["axes"], "names" | "values"> = {
  names: {
    input: "first input",
    link: "how it becomes probabilities",
    targetRule: "where the mass α goes",
    smoothingApplies: "when smoothing is applied",
    classCount: "where K is counted",
    classAxis: "class axis",
    softmaxAxis: "softmax axis",
    divergence: "divergence",
    zeroMass: "no mass on an impossible class",
    gradientMass: "mass the gradient assumes",
    ignoredRows: "ignored rows",
    excludedClass: "class left out of smoothing",
    weight: "weights",
    rowLoss: "from terms to a row's loss",
    reduction: "from rows to the result",
  },
  values: {
    input: { logits: "logits", logProbs: "log-probabilities", probs: "probabilities" },
    link: {
      softmax: "softmax over the classes",
      sigmoid: "sigmoid, label by label",
      given: "they are given",
      "clipped-rows": "divided by their sum, clipped to [1e-7, 1 - 1e-7]",
      clipped: "clipped to [1e-7, 1 - 1e-7], label by label",
    },
    targetRule: {
      uniform: "α/K on every class",
      "off-target": "α/(K - 1) on every class but the true one",
      "off-target-and-excluded": "α/(K - 2) on every class but the true one and one that is left out",
      half: "α/2 on each label, as if it were two classes",
    },
    smoothingApplies: { always: "always", nonzero: "for α other than 0", positive: "for α above 0" },
    classCount: {
      "class-axis": "on the class axis",
      "last-axis": "on the last axis",
      "axis-1": "on axis 1",
      "num-classes": "given as numClasses",
    },
    classAxis: {
      last: "the last",
      second: "axis 1, or axis 0 of a single row",
      "axis-1": "axis 1",
      "axis-option": "the option axis",
    },
    softmaxAxis: { "class-axis": "the class axis", "dim-option": "the option dim" },
    divergence: {
      "cross-entropy": "cross entropy",
      kl: "Kullback-Leibler: cross entropy less the target's entropy",
    },
    zeroMass: {
      gathered: "costs nothing: only the true class is looked at",
      dense: "0 times infinity: NaN",
    },
    gradientMass: { sum: "the sum of the target", one: "1, even where the target sums to something else" },
    ignoredRows: {
      none: "none",
      masked: "the row's loss becomes 0",
      "zero-mass": "the row's target becomes 0",
    },
    excludedClass: {
      none: "none",
      "python-index": "the one ignoreIndex names, negative ones counted from the end",
      "in-range-index": "the one ignoreIndex names, if it is one",
    },
    weight: {
      none: "none",
      "per-class": "one per class, on each of its terms",
      "per-row-aligned": "one per row loss, its rank adjusted as Keras does",
      "per-row-broadcast": "one per row loss, broadcast as in NumPy",
    },
    rowLoss: { sum: "their sum", mean: "their mean", each: "each is a loss of its own" },
    reduction: {
      none: "none",
      sum: "sum",
      mean: "mean over rows",
      "mean-kept-weight": "mean over the weight of kept rows",
      "mean-no-nan": "mean over rows, 0 for none",
      "mean-weight-no-nan": "mean over the sum of weights, 0 for none",
      "mean-nonzero-weights": "mean over nonzero weights",
      "mean-weight-spread": "mean over the sum of weights",
    },
  },
};
