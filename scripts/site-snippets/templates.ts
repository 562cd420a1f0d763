/**
 * Ways to write a loss of one row in a framework, as its users do. None says which definition it is: running it tells.
 * Each puts the loss into `loss`.
 */

export const FRAMEWORKS = ["PyTorch", "Keras", "JAX", "TensorFlow.js"] as const;
export type Framework = (typeof FRAMEWORKS)[number];

const TORCH = `import torch
import torch.nn.functional as F

logits = torch.tensor([[{{logits}}]], dtype=torch.float64)
`;
const KERAS = `import keras

logits = keras.ops.convert_to_tensor([[{{logits}}]], "float64")
y = keras.ops.one_hot([{{target}}], {{numClasses}}, dtype="float64")
`;
const JAX = `import jax
import jax.numpy as jnp

logits = jnp.array([[{{logits}}]], jnp.float32)
`;
const TFJS = `import * as tf from "@tensorflow/tfjs";

const logits = tf.tensor2d([[{{logits}}]]);
const y = tf.oneHot(tf.tensor1d([{{target}}], "int32"), {{numClasses}}, 1, 0, "float32");
`;

/** Smoothed targets of one row, by where the mass goes. */
const TORCH_TARGETS = {
  offTarget: `q = torch.full_like(logits, {{labelSmoothing}} / ({{numClasses}} - 1))
q[0, {{target}}] = 1 - {{labelSmoothing}}
`,
  excluded: `q = torch.full_like(logits, {{labelSmoothing}} / ({{numClasses}} - 2))
q[0, {{excluded}}] = 0
q[0, {{target}}] = 1 - {{labelSmoothing}}
`,
  hard: `y = torch.zeros_like(logits)
y[0, {{target}}] = 1
`,
};
const JAX_TARGETS = {
  hard: "y = jax.nn.one_hot(jnp.array([{{target}}]), {{numClasses}})\n",
  uniform: `q = jax.nn.one_hot(jnp.array([{{target}}]), {{numClasses}})
q = q * (1 - {{labelSmoothing}}) + {{labelSmoothing}} / {{numClasses}}
`,
  offTarget: `q = jnp.full((1, {{numClasses}}), {{labelSmoothing}} / ({{numClasses}} - 1))
q = q.at[0, {{target}}].set(1 - {{labelSmoothing}})
`,
  excluded: `q = jnp.full((1, {{numClasses}}), {{labelSmoothing}} / ({{numClasses}} - 2))
q = q.at[0, {{excluded}}].set(0).at[0, {{target}}].set(1 - {{labelSmoothing}})
`,
};
const JAX_KL = "loss = (jax.scipy.special.xlogy(q, q) - q * jax.nn.log_softmax(logits)).sum()";
const TORCH_KL = 'loss = F.kl_div(F.log_softmax(logits, dim=-1), q, reduction="sum")';

/**
 * For each framework, the shortest first: of several that agree, the first is kept.
 *
 * Keras on TensorFlow looks for the logits behind the output of its own softmax and sigmoid and then clips nothing, so
 * probabilities are made another way.
 */
export const TEMPLATES: { readonly [framework in Framework]: { readonly [name: string]: string } } = {
  PyTorch: {
    crossEntropy: `${TORCH}target = torch.tensor([{{target}}])
loss = F.cross_entropy(logits, target, label_smoothing={{labelSmoothing}})`,
    offTarget: `${TORCH}${TORCH_TARGETS.offTarget}loss = F.cross_entropy(logits, q)`,
    offTargetDivergence: `${TORCH}${TORCH_TARGETS.offTarget}${TORCH_KL}`,
    excludedDivergence: `${TORCH}${TORCH_TARGETS.excluded}${TORCH_KL}`,
    binary: `${TORCH}${TORCH_TARGETS.hard}q = y * (1 - {{labelSmoothing}}) + {{labelSmoothing}} / 2
loss = F.binary_cross_entropy_with_logits(logits, q)`,
    binaryUniform: `${TORCH}${TORCH_TARGETS.hard}q = y * (1 - {{labelSmoothing}}) + {{labelSmoothing}} / {{numClasses}}
loss = F.binary_cross_entropy_with_logits(logits, q)`,
  },
  Keras: {
    fromLogits: `${KERAS}criterion = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing={{labelSmoothing}}, dtype="float64")
loss = criterion(y, logits)`,
    fromProbabilities: `${KERAS}criterion = keras.losses.CategoricalCrossentropy(label_smoothing={{labelSmoothing}}, dtype="float64")
loss = criterion(y, keras.ops.exp(keras.ops.log_softmax(logits)))`,
    offTarget: `${KERAS}q = y * (1 - {{labelSmoothing}}) + (1 - y) * {{labelSmoothing}} / ({{numClasses}} - 1)
loss = keras.losses.CategoricalCrossentropy(from_logits=True, dtype="float64")(q, logits)`,
    binaryFromLogits: `${KERAS}criterion = keras.losses.BinaryCrossentropy(from_logits=True, label_smoothing={{labelSmoothing}}, dtype="float64")
loss = criterion(y, logits)`,
    binaryFromProbabilities: `${KERAS}criterion = keras.losses.BinaryCrossentropy(label_smoothing={{labelSmoothing}}, dtype="float64")
loss = criterion(y, keras.ops.exp(keras.ops.log_sigmoid(logits)))`,
    binaryFocal: `${KERAS}criterion = keras.losses.BinaryFocalCrossentropy(label_smoothing={{labelSmoothing}}, dtype="float64")
loss = criterion(y, keras.ops.exp(keras.ops.log_sigmoid(logits)))`,
    categoricalFocal: `${KERAS}criterion = keras.losses.CategoricalFocalCrossentropy(label_smoothing={{labelSmoothing}}, dtype="float64")
loss = criterion(y, keras.ops.exp(keras.ops.log_softmax(logits)))`,
  },
  JAX: {
    crossEntropy: `${JAX}${JAX_TARGETS.uniform}loss = -(q * jax.nn.log_softmax(logits)).sum()`,
    offTarget: `${JAX}${JAX_TARGETS.offTarget}loss = -(q * jax.nn.log_softmax(logits)).sum()`,
    offTargetDivergence: `${JAX}${JAX_TARGETS.offTarget}${JAX_KL}`,
    excludedDivergence: `${JAX}${JAX_TARGETS.excluded}${JAX_KL}`,
    binary: `${JAX}${JAX_TARGETS.hard}q = y * (1 - {{labelSmoothing}}) + {{labelSmoothing}} / 2
loss = -(q * jax.nn.log_sigmoid(logits) + (1 - q) * jax.nn.log_sigmoid(-logits)).mean()`,
    binaryUniform: `${JAX}${JAX_TARGETS.hard}q = y * (1 - {{labelSmoothing}}) + {{labelSmoothing}} / {{numClasses}}
loss = -(q * jax.nn.log_sigmoid(logits) + (1 - q) * jax.nn.log_sigmoid(-logits)).mean()`,
  },
  "TensorFlow.js": {
    softmax: `${TFJS}const loss = tf.losses.softmaxCrossEntropy(y, logits, undefined, {{labelSmoothing}});`,
    offTarget: `${TFJS}const off = tf.mul(tf.sub(1, y), {{labelSmoothing}} / ({{numClasses}} - 1));
const q = tf.add(tf.mul(y, 1 - {{labelSmoothing}}), off);
const loss = tf.losses.softmaxCrossEntropy(q, logits);`,
    sigmoid: `${TFJS}const loss = tf.losses.sigmoidCrossEntropy(y, logits, undefined, {{labelSmoothing}});`,
  },
};
