/** A definition as a formula: one source for terminals, for what an editor shows, and for the typeset pages. */

/**
 * In plain characters: `a` is the smoothing, `K` the number of classes, `k` one of them, `t` the true class, `y` the hard
 * and `q` the smoothed target (`z`, where each class is a label of its own), `x` the logits, `p` the probabilities,
 * `w` the weights, `H` the entropy.
 */
export interface Equation {
  /** The smoothed target, such as `q_k = y_k (1 - a) + a/K`. */
  readonly target: string;
  /** The loss of a row, such as `-sum_k q_k log softmax(x)_k`. */
  readonly loss: string;
  /** What has a loss of its own. Default: a row. */
  readonly of?: "label" | "pair";
  /** From these losses to the result, in words. */
  readonly result: string;
}

/** The definition in one line of plain characters. */
export const plainEquation = ({ target, loss, of, result }: Equation): string =>
  `${target}; ${of ?? "row"} loss = ${loss}; ${result}`;
