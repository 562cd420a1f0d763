"""keras.losses.CategoricalCrossentropy and BinaryCrossentropy of keras 3.15.1, as installed, on one of its backends.

Their definition: keras/src/losses/losses.py (classes CategoricalCrossentropy and BinaryCrossentropy, functions
categorical_crossentropy and binary_crossentropy), keras/src/losses/loss.py (reductions) and, per backend,
keras/src/backend/{tensorflow,torch,jax}/nn.py.
Run as ``python -m smoothproof_ref.references.keras_losses tensorflow|torch|jax``.
float64 cases make the loss with dtype="float64" (jax: 64-bit types switched on for the case); float32 cases use
Keras' defaults. On torch and jax Keras itself leaves float64 on the way, since its result_type answers float32 for it
there: divide_no_nan (the mean reductions; torch) and ops.mean (BinaryCrossentropy's rows; both) compute in float32. The
loss is handed on in the dtype Keras gives it, and upstream is narrowed to that.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from .wire import Case, decode, phase, serve, take_options

OPTIONS = {
    "fromLogits": "from_logits",
    "labelSmoothing": "label_smoothing",
    "axis": "axis",
    "reduction": "reduction",
}
CLASSES = {"keras-categorical": "CategoricalCrossentropy", "keras-binary": "BinaryCrossentropy"}
Arrays = dict[str, np.ndarray]
Answerer = Callable[[Any, np.ndarray, Arrays], tuple[Any, Any]]


def through_tensorflow(criterion: Any, x: np.ndarray, inputs: Arrays) -> tuple[Any, Any]:
    """Eager call under a GradientTape."""
    import tensorflow as tf

    first = tf.constant(x)
    with phase("call"), tf.GradientTape() as tape:
        tape.watch(first)
        loss = criterion(inputs["target"], first, sample_weight=inputs.get("sampleWeight"))
    upstream = inputs.get("upstream")
    with phase("backward"):
        seed = None if upstream is None else tf.constant(upstream.astype(loss.dtype.as_numpy_dtype))
        gradient = tape.gradient(loss, first, output_gradients=seed)
    return loss.numpy(), None if gradient is None else gradient.numpy()


def through_torch(criterion: Any, x: np.ndarray, inputs: Arrays) -> tuple[Any, Any]:
    """Call and torch autograd."""
    import torch

    first = torch.from_numpy(x.copy())
    if first.is_floating_point():
        first.requires_grad_(True)
    with phase("call"):
        loss = criterion(inputs["target"], first, sample_weight=inputs.get("sampleWeight"))
    upstream = inputs.get("upstream")
    seed = torch.ones_like(loss) if upstream is None else torch.from_numpy(upstream.copy()).to(loss.dtype)
    with phase("backward"):
        (gradient,) = torch.autograd.grad(loss, first, grad_outputs=seed)
    return loss.detach().numpy(), gradient.numpy()


def through_jax(criterion: Any, x: np.ndarray, inputs: Arrays) -> tuple[Any, Any]:
    """jax.vjp of the call."""
    import jax

    def call(first: Any) -> Any:
        return criterion(inputs["target"], first, sample_weight=inputs.get("sampleWeight"))

    jax.config.update("jax_enable_x64", x.dtype == np.float64)
    try:
        with phase("call"):
            loss, pull = jax.vjp(call, jax.numpy.asarray(x))
        upstream = inputs.get("upstream")
        seed = jax.numpy.ones_like(loss) if upstream is None else jax.numpy.asarray(upstream, dtype=loss.dtype)
        with phase("backward"):
            (gradient,) = pull(seed)
        return np.asarray(loss), None if gradient.dtype == jax.dtypes.float0 else np.asarray(gradient)
    finally:
        jax.config.update("jax_enable_x64", False)


BACKENDS: dict[str, Answerer] = {"tensorflow": through_tensorflow, "torch": through_torch, "jax": through_jax}


def runner(backend: str) -> Callable[[Case], tuple[Any, Any]]:
    """Loads Keras on the backend and gives the function that answers one case."""
    os.environ["KERAS_BACKEND"] = backend
    import keras

    answer = BACKENDS[backend]

    def run(case: Case) -> tuple[Any, Any]:
        """Loss and gradient with respect to ``logits`` or ``probs``."""
        options = take_options(case, OPTIONS)
        inputs = {name: decode(tensor) for name, tensor in case["inputs"].items()}
        x = inputs["logits"] if "logits" in inputs else inputs["probs"]
        if x.dtype == np.float64:
            options["dtype"] = "float64"
        with phase("construct"):
            criterion = getattr(keras.losses, CLASSES[case["variant"]])(**options)
        return answer(criterion, x, inputs)

    return run


if __name__ == "__main__":
    serve(runner(sys.argv[1] if len(sys.argv) > 1 else os.environ["KERAS_BACKEND"]))
