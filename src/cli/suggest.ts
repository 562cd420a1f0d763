/** "Did you mean" for ids and options, with the names that the field uses for them. */
import { closest, distance } from "fastest-levenshtein";

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

/** Letters and digits in lower case, so that `label_smoothing` and `LabelSmoothing` are the same name. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Longer text is not near any name, and takes long to compare. */
const LONGEST = 200;

/** ` Did you mean torch?`, or nothing where no name is near. */
export function suggestion(given: string, known: readonly string[]): string {
  if (known.length === 0 || given.length > LONGEST) return "";
  const names = Object.hasOwn(FIELD_NAMES, plain(given)) ? FIELD_NAMES[plain(given)]! : [];
  const meant = names.filter((name) => known.includes(name));
  if (meant.length > 0) return ` Did you mean ${meant.join(" or ")}?`;
  const same = known.find((name) => plain(name) === plain(given));
  if (same !== undefined) return ` Did you mean ${same}?`;
  const nearest = closest(given, [...known]);
  return distance(given, nearest) <= Math.max(3, Math.floor(given.length / 3))
    ? ` Did you mean ${nearest}?`
    : "";
}
