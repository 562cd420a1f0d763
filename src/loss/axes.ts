/**
 * The axes of the space of label-smoothing losses. A variant is one value per axis, and nothing else.
 *
 * A new definition that is no point of this space adds a value here and its meaning in the module that the axis
 * names, never a branch on a variant's name.
 */

export interface Axes {
  /** What the first input is called, which also says what it holds. */
  readonly input: "logits" | "logProbs" | "probs";

  /**
   * How the first input becomes class probabilities. `softmax` and `sigmoid` start from logits; `given` takes
   * log-probabilities as they are; `clipped-rows` divides probabilities by their row sum and clips them, and
   * `clipped` only clips them (Keras' epsilon, 1e-7). `clipped-and-added` adds that epsilon inside the logarithm as
   * well, and `cut-logarithms` takes probabilities as they come, but no logarithm below -100. The `focal` links
   * multiply what a class costs by a power of what its probability lacks (see focal.ts).
   */
  readonly link: "softmax" | "sigmoid" | "given" | "clipped-rows" | "clipped" | DialectLink;

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
   * The gradient p * S - q: S is the sum of q, or is taken to be `one` even where q does not sum to 1. Taken to be
   * `one-in-both`, the loss shares the assumption: it is the logarithm of the normaliser, once, less sum q x.
   */
  readonly gradientMass: "sum" | "one" | "one-in-both";

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

  /** Whether a focal link weighs the two sides of a label by alpha and 1 - alpha. */
  readonly focalBalance?: "alpha";
}

/** Links that only dialects have; backends other than the evaluator may lack them. */
export type DialectLink = "clipped-and-added" | "cut-logarithms" | FocalLink;

type FocalLink = "focal-softmax" | "focal-clipped-rows" | "focal-sigmoid" | "focal-clipped";

type ZeroMass = "gathered" | "dense" | "dense-labels";

export type TargetRule =
  | "uniform"
  | "off-target"
  | "off-target-and-excluded"
  | "half"
  | "both-sides"
  | "added"
  | "added-to-shares";

export type Reduction =
  | "none"
  | "sum"
  | "mean"
  | "mean-kept-weight"
  | "mean-no-nan"
  | "mean-weight-no-nan"
  | "mean-nonzero-weights"
  | "mean-weight-spread"
  | DialectReduction;

/** Reductions that only dialects have. */
export type DialectReduction =
  | "mean-no-nan-always"
  | "mean-nonzero-weights-no-nan"
  | "mean-weight-spread-no-nan"
  | "mean-batch"
  | "mean-batch-weight"
  | "mean-kept-weight-no-nan"
  | "mean-kept-and-epsilon"
  | "mean-kept-if-ignoring"
  | "mean-target-weight"
  | "mean-row-weight";

export type TargetKind = "indices" | "distribution";
