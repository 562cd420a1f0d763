/** Losses that no label smoothing makes: what `identify` should not name, whatever the number. */
import type { Draws } from "./draws.ts";

export interface Foreign {
  readonly kind: string;
  readonly logits: readonly (readonly number[])[];
  readonly target: readonly number[];
  readonly loss: number;
}

interface Batch {
  readonly logits: readonly (readonly number[])[];
  readonly target: readonly number[];
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const softmax = (row: readonly number[]): number[] => {
  const most = Math.max(...row);
  const powers = row.map((x) => Math.exp(x - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
};

/** The probability of the true class of each row. */
const likelihoods = ({ logits, target }: Batch, temperature = 1): number[] =>
  logits.map((row, i) => softmax(row.map((x) => x / temperature))[target[i]!]!);

const crossEntropy = (batch: Batch, temperature = 1): number =>
  mean(likelihoods(batch, temperature).map((p) => -Math.log(p)));

/** Each by its name, with its own random setting. */
const KINDS: { readonly [kind: string]: (batch: Batch, draws: Draws) => number } = {
  "a random number": (_, draws) => 0.2 + 4 * draws.next(),
  "a margin loss": ({ logits, target }, draws) => {
    const margin = 0.1 + 2 * draws.next();
    return mean(
      logits.map((row, i) => {
        const own = row[target[i]!]!;
        return mean(row.map((x, k) => (k === target[i] ? 0 : Math.max(0, margin - own + x))));
      }),
    );
  },
  "a poly loss": (batch, draws) => {
    const epsilon = 0.2 + 3 * draws.next();
    return mean(likelihoods(batch).map((p) => -Math.log(p) + epsilon * (1 - p)));
  },
  "a temperature": (batch, draws) => crossEntropy(batch, 1.1 + 3 * draws.next()),
  "a focal loss": (batch, draws) => {
    const gamma = 0.3 + 4 * draws.next();
    return mean(likelihoods(batch).map((p) => -((1 - p) ** gamma) * Math.log(p)));
  },
  "a dice loss": (batch) => 1 - mean(likelihoods(batch).map((p) => (2 * p) / (p + 1))),
  "a contrastive loss": ({ logits }, draws) => {
    const temperature = 0.05 + draws.next();
    const norm = (row: readonly number[]): number => Math.hypot(...row);
    const cosine = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((sum, x, k) => sum + x * b[k]!, 0) / (norm(a) * norm(b));
    const pairs = logits.map((row) => logits.map((other) => cosine(row, other) / temperature));
    return mean(pairs.map((row, i) => -Math.log(softmax(row)[(i + 1) % row.length]!)));
  },
  "a scaled loss": (batch, draws) => (0.2 + 2 * draws.next()) * crossEntropy(batch),
  "a shifted loss": (batch, draws) => crossEntropy(batch) + 0.003 + draws.next(),
};

const FOREIGN_KINDS = Object.keys(KINDS);

/** A batch of 2 to 12 rows of 3 to 20 classes, and the number of a loss of some kind for it. */
export function drawForeign(draws: Draws): Foreign {
  const kind = draws.pick(FOREIGN_KINDS);
  const [rows, classes] = [draws.integer(2, 12), draws.integer(3, 20)];
  const logits = Array.from({ length: rows }, () =>
    Array.from({ length: classes }, () => Math.round(2000 * draws.normal()) / 1000),
  );
  const target = logits.map(() => draws.integer(0, classes - 1));
  return { kind, logits, target, loss: KINDS[kind]!({ logits, target }, draws) };
}
