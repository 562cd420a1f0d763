"""The real packages as their users would write them into what smoothproof hands out: options and inputs by name, the loss
and its gradient back. Inputs are tensors of the skeletons, which have array(), or of PyTorch."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
FIRST = ("logits", "logProbs", "probs")
Inputs = dict[str, Any]


def loss_and_gradient(variant: str, options: dict[str, Any], inputs: Inputs) -> tuple[Any, Any]:
    """By the package that the variant is of."""
    return PACKAGES[variant](options, inputs)


def dtype_of(tensor: Any) -> str:
    return str(tensor.dtype).removeprefix("torch.")


def array(tensor: Any) -> np.ndarray:
    """As an array of NumPy; bfloat16 as ml_dtypes has it, which TensorFlow and JAX use."""
    import ml_dtypes

    is_bfloat16 = dtype_of(tensor) == "bfloat16"
    if hasattr(tensor, "array"):
        values = tensor.array()
    else:
        values = (tensor.float() if is_bfloat16 else tensor).numpy()
    return values.astype(ml_dtypes.bfloat16) if is_bfloat16 else values


def torch_tensors(inputs: Inputs) -> Inputs:
    return {name: tensor.torch() if hasattr(tensor, "torch") else tensor for name, tensor in inputs.items()}


def through_torch(make: Callable[[Inputs], Any], inputs: Inputs) -> tuple[Any, Any]:
    import torch

    torch.set_num_threads(1)
    given = torch_tensors(inputs)
    x = next(given[name] for name in FIRST if name in given)
    x.requires_grad_(x.is_floating_point())
    loss = make(given)(x, given["target"])
    (gradient,) = torch.autograd.grad(loss, x, given.get("upstream", torch.ones_like(loss)))
    return loss.detach().double().numpy(), gradient.double().numpy()


def cross_entropy(options: dict[str, Any], inputs: Inputs) -> tuple[Any, Any]:
    import torch

    names = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index", "reduction": "reduction"}
    named = {names[name]: value for name, value in options.items()}
    return through_torch(lambda given: torch.nn.CrossEntropyLoss(given.get("weight"), **named), inputs)


def opennmt(options: dict[str, Any], inputs: Inputs) -> tuple[Any, Any]:
    """The class makes its target in torch's default dtype."""
    import torch
    from smoothproof_ref.variants.opennmt import load_class

    names = {"labelSmoothing": "label_smoothing", "numClasses": "tgt_vocab_size", "ignoreIndex": "ignore_index"}
    named = {names[name]: value for name, value in options.items()}
    torch.set_default_dtype(torch.float64 if dtype_of(inputs["logProbs"]) == "float64" else torch.float32)
    try:
        return through_torch(lambda _: load_class()(**named), inputs)
    finally:
        torch.set_default_dtype(torch.float32)


def keras(name: str) -> Callable[[dict[str, Any], Inputs], tuple[Any, Any]]:
    def call(options: dict[str, Any], inputs: Inputs) -> tuple[Any, Any]:
        import keras
        import tensorflow as tf

        names = {"fromLogits": "from_logits", "labelSmoothing": "label_smoothing", "axis": "axis", "reduction": "reduction"}
        given = {key: array(tensor) for key, tensor in inputs.items()}
        x = tf.constant(given["logits"] if "logits" in given else given["probs"])
        criterion = getattr(keras.losses, name)(
            **{names[key]: value for key, value in options.items()},
            **({"dtype": x.dtype.name} if x.dtype.is_floating else {}),
        )
        with tf.GradientTape() as tape:
            tape.watch(x)
            loss = criterion(given["target"], x, sample_weight=given.get("sampleWeight"))
        upstream = given.get("upstream")
        seed = None if upstream is None else tf.constant(upstream.astype(loss.dtype.as_numpy_dtype))
        gradient = tape.gradient(loss, x, output_gradients=seed)
        return loss.numpy().astype(float), None if gradient is None else gradient.numpy().astype(float)

    return call


def optax(options: dict[str, Any], inputs: Inputs) -> tuple[Any, Any]:
    import jax
    import optax

    given = {key: array(tensor) for key, tensor in inputs.items()}
    axis, alpha = options.get("axis", -1), options["labelSmoothing"]
    jax.config.update("jax_enable_x64", given["logits"].dtype == np.float64)

    # Compiled whole: one primitive after the other, each is compiled for each shape, and the vectors take minutes.
    @jax.jit
    def call(logits: Any, target: Any, upstream: Any) -> tuple[Any, Any]:
        labels = optax.smooth_labels(target, alpha, axis=axis)
        loss, pull = jax.vjp(lambda x: optax.softmax_cross_entropy(x, labels, axis=axis), logits)
        seed = jax.numpy.ones_like(loss) if upstream is None else upstream.astype(loss.dtype)
        return loss, pull(seed)[0]

    loss, gradient = call(given["logits"], given["target"], given.get("upstream"))
    return np.asarray(loss, float), np.asarray(gradient, float)


PACKAGES = {
    "torch": cross_entropy,
    "keras-categorical": keras("CategoricalCrossentropy"),
    "keras-binary": keras("BinaryCrossentropy"),
    "opennmt": opennmt,
    "optax": optax,
}
