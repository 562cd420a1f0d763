/**
 * The words for each axis and each of its values, as the tables of `explain` and the pages show them. A language is one
 * value of `AxisWords`, and the compiler reports any word that a language lacks.
 */
import type { Axes } from "../loss/axes.ts";

/** The words of an axis that has a value for each kind of target are given once. */
type EitherKind<Value> = Value extends { readonly indices: infer Indices; readonly distribution: infer Rows }
  ? Indices | Rows
  : Value;

/** Words for each value of a choice, `none` for an absent one; for a value of several parts, words for each part. */
type ValueWords<Value> = [Value] extends [string | undefined]
  ? { readonly [value in ValueName<Value>]: string }
  : { readonly [part in keyof Value]-?: ValueWords<Value[part]> };

type ValueName<Value> = Value extends string ? Value : "none";

/** The words of every axis in one language. */
export type AxisWords = {
  readonly [axis in keyof Axes]-?: {
    readonly name: string;
    readonly values: ValueWords<EitherKind<Axes[axis]>>;
  };
};

/** A value of an axis in words; the words of its parts are joined, and empty ones are left out. */
export function inWords(words: AxisWords, axis: keyof Axes, value: unknown): string {
  return say(words[axis].values, value);
}

type Entry = string | { readonly [key: string]: Entry };

function say(entry: Entry, value: unknown): string {
  if (typeof value !== "object" || value === null) {
    const text = typeof entry === "string" ? undefined : entry[String(value ?? "none")];
    if (typeof text !== "string") throw new TypeError(`axis value: expected one with words, got ${value}`);
    return text;
  }
  const parts = entry as { readonly [part: string]: Entry };
  return Object.entries(value)
    .map(([part, of]) => say(parts[part]!, of))
    .filter((text) => text !== "")
    .join(", ");
}

/** English. The smoothing is called α. */
export const AXES_IN_ENGLISH: AxisWords = {
  input: {
    name: "first input",
    values: { logits: "logits", logProbs: "log-probabilities", probs: "probabilities" },
  },
  link: {
    name: "how it becomes probabilities",
    values: {
      probabilities: {
        softmax: "softmax over the classes",
        sigmoid: "sigmoid of each label",
        "given-logs": "taken as they are",
        "row-shares": "divided by their sum",
        given: "each label on its own",
      },
      clip: {
        none: "",
        epsilon: "clipped to [1e-7, 1 - 1e-7]",
        "epsilon-and-added": "clipped to [1e-7, 1 - 1e-7], with 1e-7 added inside the logarithm",
        logarithms: "no logarithm below -100",
        logits: "no logit more than 64 below the largest of its row",
        underflow: "the logarithm of a float32 softmax, where a small probability underflows to 0",
      },
      focal: {
        none: "",
        plain: "times a focal factor",
        balanced: "times a focal factor, the two sides weighed by alpha and 1 - alpha",
      },
      scale: { none: "", given: "logits multiplied by a number first" },
      cap: { none: "", tanh: "logits capped at a number c, c tanh(x/c)" },
      normaliserCost: { none: "", squared: "a multiple of the square of log sum exp added to each row" },
      positives: { none: "", weighed: "the positive side of each label multiplied by a number" },
    },
  },
  labels: {
    name: "how a soft label is read",
    values: { none: "as it is", "positive-as-one": "anything above 0 counts as 1" },
  },
  targetRule: {
    name: "where the mass α goes",
    values: {
      uniform: "α/K on every class",
      "off-target": "α/(K-1) off the target",
      "off-target-and-excluded": "α/(K-2) off the target and an excluded class",
      half: "α/2 on each label, as if it were two classes",
      "both-sides": "α for a label of 0, 1 - α for a label of 1",
      added: "α/K added to every class, the sum divided by 1 + α",
      "added-to-shares": "labels scaled to sum to 1, α/K added to every class, the sum divided by 1 + α",
    },
  },
  smoothingApplies: {
    name: "when smoothing is applied",
    values: { always: "always", nonzero: "when α is not 0", positive: "when α is above 0" },
  },
  classCount: {
    name: "where K is counted",
    values: {
      "class-axis": "on the class axis",
      "last-axis": "on the last axis",
      "axis-1": "on axis 1",
      "num-classes": "given as numClasses",
      "last-axis-or-two": "on the last axis, or 2 for rank 1",
    },
  },
  classAxis: {
    name: "class axis",
    values: {
      last: "the last",
      second: "axis 1, or axis 0 of a single row",
      "axis-1": "axis 1",
      "axis-option": "the one that the option axis names",
    },
  },
  softmaxAxis: {
    name: "softmax axis",
    values: { "class-axis": "the class axis", "dim-option": "the one that the option dim names" },
  },
  divergence: {
    name: "divergence",
    values: {
      "cross-entropy": "cross entropy",
      kl: "cross entropy minus the target's entropy (KL)",
      "kl-formula": "cross entropy minus the target's entropy (KL), NaN where that has 0 ln 0",
    },
  },
  zeroMass: {
    name: "an impossible class without mass",
    values: {
      gathered: "costs nothing: only the true class is looked up",
      dense: "costs 0 times infinity: NaN",
      "dense-labels": "costs 0 times infinity: NaN, whenever its label is 0, even if smoothing gives it mass",
    },
  },
  normaliser: {
    name: "mass that the gradient assumes",
    values: {
      "by-mass": "the sum of the target",
      "once-in-gradient": "1, even where the target sums to something else",
      once: "1 in the loss as well, even where the target sums to something else",
    },
  },
  ignoredRows: {
    name: "ignored rows",
    values: {
      none: "none",
      masked: "loss becomes 0",
      multiplied: "loss multiplied by 0",
      "zero-mass": "target becomes 0",
      "no-label": "label dropped, the smoothing alone is the target",
    },
  },
  excludedClass: {
    name: "class excluded from smoothing",
    values: {
      none: "none",
      "python-index": "the one that ignoreIndex names; negative indices count from the end",
      "in-range-index": "the one that ignoreIndex names, if it is a class",
    },
  },
  weight: {
    name: "weights",
    values: {
      none: "none",
      "per-class": "one per class, on each of its terms",
      "per-class-on-row": "one per class, averaged by the target into one factor per row",
      "per-row-aligned": "one per row, its rank adjusted as Keras does",
      "per-row-broadcast": "one per row, broadcast as in NumPy",
    },
  },
  rowLoss: {
    name: "from terms to the loss of a row",
    values: {
      sum: "sum over the classes",
      mean: "mean over the classes",
      each: "each label is a loss of its own",
    },
  },
  reduction: {
    name: "from rows to the result",
    values: {
      divisor: {
        unreduced: "no reduction",
        one: "sum",
        losses: "mean over rows",
        "unmasked-rows": "mean over rows, without those that have no mass if ignoreIndex is 0",
        batch: "sum over the batch size",
        "weights-or-batch": "sum over the sum of the weights, or over the batch size without weights",
        given: "sum over a number that is given",
        "kept-weight": "mean over the weight of kept rows",
        "kept-if-ignoring":
          "mean over kept rows if ignoreIndex is at least 0 or there are weights, else over all rows",
        "target-weight": "mean over the weight of all rows, ignored ones included",
        "row-weight": "mean over the factors of the rows",
        weights: "mean over the weights",
        "weights-spread": "mean over the weights",
        "nonzero-weights": "mean over nonzero weights",
      },
      without: {
        quotient: "",
        nan: "",
        zero: "0 if there is nothing to divide by",
        "zero-or-empty": "0 if there is nothing to divide by, an empty batch left as it is",
        sum: "divided by 1 if there is nothing to divide by",
        epsilon: "1e-6 added to the divisor",
      },
    },
  },
};
