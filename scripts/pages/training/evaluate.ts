/** How good trained weights are, whatever loss they were trained with. */
import type { Trajectory, Weights } from "./fixture.ts";
import { logitsOf, parametersOf } from "./network.ts";
import { tf } from "./tensorflow.ts";

export interface Worth {
  /** Mean of -log p of the true class, unsmoothed, in nats. */
  readonly nll: number;
  /** Share of right answers. */
  readonly accuracy: number;
}

/** Over all samples of an experiment, ignored rows left out. */
export function worthOf({ file, samples }: Trajectory, weights: Weights): Worth {
  const { count, inputs, inputShape, targets } = samples;
  const parameters = parametersOf(weights);
  const logits = tf.tidy(() => {
    const x = tf.tensor(inputs, [count, ...inputShape]);
    return tf.reshape(logitsOf(file.network, parameters, x), [targets.length, -1]).dataSync<"float32">();
  });
  tf.dispose([...parameters.values()]);
  let nll = 0;
  let right = 0;
  let rows = 0;
  targets.forEach((target, row) => {
    if (target === file.training.ignoreIndex) return;
    const scores = logits.slice(row * file.network.classes, (row + 1) * file.network.classes);
    const best = Math.max(...scores);
    nll += best - scores[target]! + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - best), 0));
    right += scores[target] === best ? 1 : 0;
    rows += 1;
  });
  return { nll: nll / rows, accuracy: right / rows };
}
