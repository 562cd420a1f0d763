/**
 * The axes of the space of label-smoothing losses. A variant is one value per axis, and nothing else.
 *
 * A new definition that lies outside this space adds a value here and implements it in the module that the axis names.
 * It never adds a branch on a variant's name.
 */

export interface Axes {
  /** What the first input is called, which also says what it holds. */
  readonly input: "logits" | "logProbs" | "probs";

  /** How the first input becomes class probabilities, and what each costs: see row-costs.ts. */
  readonly link: Link;

  /** How a distribution is read before it is smoothed: as it is, unless every positive label stands for 1. */
  readonly labels?: "positive-as-one";

  /** Which mass goes on the target class and on the others: see target.ts. */
  readonly targetRule: TargetRule;

  /** For which values of labelSmoothing the rule applies; NaN is not positive, but it is nonzero. */
  readonly smoothingApplies: "always" | "nonzero" | "positive";

  /**
   * Where the class count K of the rule comes from; the sources disagree on inputs of rank 3. `last-axis-or-two` reads
   * an input of rank 1 as the two classes "yes" and "no".
   */
  readonly classCount: "class-axis" | "last-axis" | "axis-1" | "num-classes" | "last-axis-or-two";

  /** Where the classes are. `second` is axis 1, or axis 0 of a single row, as in torch. */
  readonly classAxis: "last" | "second" | "axis-1" | "axis-option";

  /** Along which axis softmax runs and the terms are summed. `dim-option` may differ from the class axis. */
  readonly softmaxAxis: "class-axis" | "dim-option";

  /**
   * Cross entropy -sum q log p, or Kullback-Leibler divergence: cross entropy minus the entropy of q. `kl-formula`
   * subtracts the entropy by its literal formula, which is NaN where all mass leaves the target (0 log 0).
   */
  readonly divergence: "cross-entropy" | "kl" | "kl-formula";

  /**
   * Zero mass times an infinite surprisal: `gathered` sources select the target's term and never compute the product,
   * `dense` sources multiply and get NaN. `dense-labels` sources multiply the label and its smoothing separately, so that
   * a label of zero gives NaN however much mass the smoothing adds.
   */
  readonly zeroMass: { readonly indices: ZeroMass; readonly distribution: ZeroMass };

  /**
   * What the logarithm of the softmax's normaliser is multiplied by: the sum of the target's masses; that sum in the loss
   * but 1 in the gradient (p - q whatever q sums to); or 1 in both.
   */
  readonly normaliser: "by-mass" | "once-in-gradient" | "once";

  /**
   * Rows whose target is ignoreIndex are not treated specially, masked after the loss, multiplied by 0 (an infinite loss
   * is then NaN), given a target of zero mass, or given no label, so that smoothing alone makes their target.
   */
  readonly ignoredRows: "none" | "masked" | "multiplied" | "zero-mass" | "no-label";

  /**
   * Which class the rule leaves without off-target mass: none, the one ignoreIndex names by Python's indexing
   * (negative counts from the end), or that one only if it lies in [0, K).
   */
  readonly excludedClass: "none" | "python-index" | "in-range-index";

  /**
   * Weights: none; one per class, on each term of that class; one per class, averaged by the smoothed target into a
   * factor of the row; or one per row loss (with two ways to align shapes).
   */
  readonly weight: "none" | "per-class" | "per-class-on-row" | "per-row-aligned" | "per-row-broadcast";

  /** From class terms to row losses: their sum, their mean over the class axis, or each term as a separate loss. */
  readonly rowLoss: "sum" | "mean" | "each";

  /** From row losses to the result: see reduction.ts. */
  readonly reduction: Reduction | { readonly indices: Reduction; readonly distribution: Reduction };
}

/** Choices that sources make independently of each other; the numbers that they need are the call's `linkNumbers`. */
export interface Link {
  /**
   * Where probabilities come from: softmax over the logits of a row, the sigmoid of each logit, log-probabilities as
   * they are given, probabilities divided by the sum of their row, or one probability per label as it is given.
   */
  readonly probabilities: "softmax" | "sigmoid" | "given-logs" | "row-shares" | "given";
  /**
   * What is done near a probability of 0: nothing; a clip to [1e-7, 1 - 1e-7] (Keras' epsilon); the same clip with that
   * epsilon also added inside the logarithm; a logarithm that never goes below -100; logits raised to at least the row's
   * largest minus 64 (Paddle); or the logarithm of a float32 softmax, which is 0 for logits more than about 104 below the
   * largest (Megatron).
   */
  readonly clip: "none" | "epsilon" | "epsilon-and-added" | "logarithms" | "logits" | "underflow";
  /**
   * Whether a class's cost is multiplied by a power of 1 minus its probability (see focal.ts), and whether the two sides
   * of a label are then balanced by alpha and 1 - alpha.
   */
  readonly focal: "none" | "plain" | "balanced";
  /** A factor on every logit (see bent-logits.ts). Absent: none. */
  readonly scale?: "given";
  /** A bound c that logits approach, c tanh(x / c), after the factor. Absent: none. */
  readonly cap?: "tanh";
  /** What each row costs besides: a factor times the square of its log-sum-exp. Absent: nothing. */
  readonly normaliserCost?: "squared";
  /** A factor on the cost of a label's positive side. Absent: none. */
  readonly positives?: "weighed";
}

type ZeroMass = "gathered" | "dense" | "dense-labels";

export type TargetRule =
  | "uniform"
  | "off-target"
  | "off-target-and-excluded"
  | "half"
  | "both-sides"
  | "added"
  | "added-to-shares";

/** What the sum of the row losses is divided by, and the result where that divisor is 0. */
export interface Reduction {
  readonly divisor: Divisor;
  /**
   * `quotient`: as IEEE 754 divides. `nan`: NaN. `zero`: 0. `zero-or-empty`: 0, but an empty vector of losses stays empty
   * (Keras). `sum`: the sum itself. `epsilon`: an epsilon is added to every divisor (NeMo, 1e-6).
   */
  readonly without: "quotient" | "nan" | "zero" | "zero-or-empty" | "sum" | "epsilon";
}

/** See divisors.ts; `unreduced` leaves the losses as they are, `one` adds them up. */
export type Divisor =
  | "unreduced"
  | "one"
  | "losses"
  | "unmasked-rows"
  | "batch"
  | "weights-or-batch"
  | "given"
  | "kept-weight"
  | "kept-if-ignoring"
  | "target-weight"
  | "row-weight"
  | "weights"
  | "weights-spread"
  | "nonzero-weights";

export type TargetKind = "indices" | "distribution";
