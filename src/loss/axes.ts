/**
 * The axes of the space of label-smoothing losses. A variant is one value per axis, and nothing else.
 *
 * A new definition that is no point of this space adds a value here and its meaning in the module that the axis
 * names, never a branch on a variant's name.
 */

export interface Axes {
  /** What the first input is called, which also says what it holds. */
  readonly input: "logits" | "logProbs" | "probs";

  /** How the first input becomes class probabilities, and what is taken of them: see row-costs.ts. */
  readonly link: Link;

  /** How a distribution is read before it is smoothed: as it is, unless every positive label stands for 1. */
  readonly labels?: "positive-as-one";

  /** Which mass goes on the class and off it: see target.ts. */
  readonly targetRule: TargetRule;

  /** For which labelSmoothing the rule is used at all; NaN is not positive, but it is nonzero. */
  readonly smoothingApplies: "always" | "nonzero" | "positive";

  /**
   * Where the class count K of the rule comes from; the sources disagree on inputs of rank 3. `last-axis-or-two` takes
   * an input of rank 1 for the two classes "yes" and "no".
   */
  readonly classCount: "class-axis" | "last-axis" | "axis-1" | "num-classes" | "last-axis-or-two";

  /** Where the classes are. `second` is axis 1, or axis 0 of a single row, as in torch. */
  readonly classAxis: "last" | "second" | "axis-1" | "axis-option";

  /** Along which axis softmax runs and the terms are summed. `dim-option` may differ from the class axis. */
  readonly softmaxAxis: "class-axis" | "dim-option";

  /**
   * Cross entropy -sum q log p, or Kullback-Leibler divergence: the same less the entropy of q. `kl-formula` takes off
   * the entropy as its formula has it, which is NaN where all mass leaves the target (0 log 0).
   */
  readonly divergence: "cross-entropy" | "kl" | "kl-formula";

  /**
   * Zero mass times an infinite surprisal: `gathered` sources pick the target's term and never meet it,
   * `dense` ones multiply and get NaN. `dense-labels` multiply the label apart from its smoothing, so that a label of
   * zero gets NaN however much mass the smoothing adds.
   */
  readonly zeroMass: { readonly indices: ZeroMass; readonly distribution: ZeroMass };

  /**
   * How often the logarithm of the softmax's normaliser counts: as often as the masses of the target add up to, once in
   * the gradient (p - q whatever q sums to), or once in the loss as well.
   */
  readonly normaliser: "by-mass" | "once-in-gradient" | "once";

  /**
   * Rows whose target is ignoreIndex: nothing special, masked after the loss, multiplied by 0 (an infinite loss is then
   * NaN), given a target of zero mass, or given no label, so that smoothing alone makes their target.
   */
  readonly ignoredRows: "none" | "masked" | "multiplied" | "zero-mass" | "no-label";

  /**
   * Which class the rule leaves without off-target mass: none, the one ignoreIndex names by Python's indexing
   * (negative counts from the end), or that one only if it lies in [0, K).
   */
  readonly excludedClass: "none" | "python-index" | "in-range-index";

  /**
   * Weights: none, one per class on each of its terms, one per class that the smoothed target averages into a factor of
   * its row, or one per row loss (two ways to line shapes up).
   */
  readonly weight: "none" | "per-class" | "per-class-on-row" | "per-row-aligned" | "per-row-broadcast";

  /** From class terms to row losses: their sum, their mean over the class axis, or each term a loss of its own. */
  readonly rowLoss: "sum" | "mean" | "each";

  /** From row losses to the result: see reduction.ts. */
  readonly reduction: Reduction | { readonly indices: Reduction; readonly distribution: Reduction };
}

/** Three choices that sources make apart from each other. */
export interface Link {
  /**
   * Where probabilities come from: softmax over the logits of a row, the sigmoid of each logit, log-probabilities as
   * they are given, probabilities divided by the sum of their row, or one probability per label as it is given.
   */
  readonly probabilities: "softmax" | "sigmoid" | "given-logs" | "row-shares" | "given";
  /**
   * What is done near a probability of 0: nothing, a clip to [1e-7, 1 - 1e-7] (Keras' epsilon), the same with that
   * epsilon added inside the logarithm as well, a logarithm that never goes below -100, logits raised to 64 below the
   * largest of their row (Paddle), or a logarithm of a float32 softmax, which is 0 from about 104 below the largest
   * logit on (Megatron).
   */
  readonly clip: "none" | "epsilon" | "epsilon-and-added" | "logarithms" | "logits" | "underflow";
  /**
   * Whether a class's cost is multiplied by a power of what its probability lacks (see focal.ts), and whether the two
   * sides of a label are then balanced by alpha and 1 - alpha.
   */
  readonly focal: "none" | "plain" | "balanced";
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

/** What the sum of the row losses is divided by, and what becomes of the quotient where that is 0. */
export interface Reduction {
  readonly divisor: Divisor;
  /**
   * The quotient as IEEE 754 has it, NaN, 0, 0 unless the losses are an empty vector, which then stays one (Keras), the
   * sum itself, or the quotient by an epsilon that is added to every divisor (NeMo, 1e-6).
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
  | "kept-weight"
  | "kept-if-ignoring"
  | "target-weight"
  | "row-weight"
  | "weights"
  | "weights-spread"
  | "nonzero-weights";

export type TargetKind = "indices" | "distribution";
