/** "Did you mean" for ids and options, with the names that the field uses for them. */
import { nearestName, plain } from "../math/names.ts";
import { UsageError } from "./exit-codes.ts";

/** What people type, and its name here: an id, an option, or the beginning of one. */
const FIELD_NAMES: { readonly [typed: string]: readonly string[] } = {
  pytorch: ["torch", "python"],
  torch: ["python"],
  crossentropyloss: ["torch"],
  keras: ["keras-categorical", "keras-binary", "python"],
  tensorflow: ["tf1-softmax", "keras-categorical", "tfjs-softmax", "python"],
  tf: ["tf1-softmax", "keras-categorical", "tfjs-softmax"],
  tfjs: ["tfjs-softmax", "tfjs-sigmoid", "tfjs-cpu", "tfjs-wasm"],
  categoricalcrossentropy: ["keras-categorical"],
  binarycrossentropy: ["keras-binary"],
  bce: ["keras-binary"],
  softmaxcrossentropy: ["tfjs-softmax"],
  sigmoidcrossentropy: ["tfjs-sigmoid"],
  transformers: ["huggingface"],
  hf: ["huggingface"],
  t2t: ["tensor2tensor"],
  jax: ["optax"],
  flax: ["optax", "flax-wmt"],
  paddlepaddle: ["paddle"],
  labelsmoothing: ["labelSmoothing"],
  alpha: ["labelSmoothing"],
  epsilon: ["labelSmoothing"],
  eps: ["labelSmoothing"],
  smoothing: ["labelSmoothing"],
  ignoreindex: ["ignoreIndex"],
  paddingidx: ["ignoreIndex"],
  fromlogits: ["fromLogits"],
  batchmean: ["mean"],
  avg: ["mean"],
  average: ["mean"],
  summed: ["sum"],
  sumoverbatchsize: ["sum_over_batch_size"],
};

/** ` Did you mean torch?`, or nothing where no name is near. */
export function suggestion(given: string, known: readonly string[]): string {
  const names = Object.hasOwn(FIELD_NAMES, plain(given)) ? FIELD_NAMES[plain(given)]! : [];
  const meant = names.filter((name) => known.includes(name));
  return meant.length > 0 ? ` Did you mean ${meant.join(" or ")}?` : nearestName(given, known);
}

/**
 * Refuses the first name that is not known.
 *
 * @param list the names as a message should have them. Default: all of them, separated by commas
 * @throws UsageError that names the flag first
 */
export function checkFlag(
  flag: string,
  given: readonly string[],
  known: readonly string[],
  list = `one of ${known.join(", ")}`,
): void {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new UsageError(`${flag}: expected ${list}, got "${unknown}".${suggestion(unknown, known)}`);
}
