"""keras.losses as installed, on one of its backends: tensors in, loss and gradient out.

float64 cases make the loss with dtype="float64" (jax: 64-bit types switched on for the case); float32 cases use Keras'
defaults. On torch and jax Keras itself leaves float64 on the way, since its result_type answers float32 for it there:
divide_no_nan (the mean reductions; torch) and ops.mean (BinaryCrossentropy's rows; both) compute in float32. The loss
is handed on in the dtype Keras gives it, and upstream is narrowed to that.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np

from smoothproof_ref.references.wire import decode, phase, take_options

OPTIONS = {
    "fromLogits": "from_logits",
    "labelSmoothing": "label_smoothing",
    "axis": "axis",
    "reduction": "reduction",
}
Arrays = dict[str, np.ndarray]
Answerer = Callable[[Any, np.ndarray, Arrays], tuple[Any, Any]]


def keras_on(backend: str) -> Any:
    """The package keras on that backend; a process has one."""
    os.environ["KERAS_BACKEND"] = backend
    import keras

    return keras


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

    from smoothproof_ref.references.torch_tensors import as_torch, to_numpy

    # torch takes no array of bfloat16.
    given = {name: as_torch(each) if each.dtype.name == "bfloat16" else each for name, each in inputs.items()}
    first = as_torch(x)
    if first.is_floating_point():
        first.requires_grad_(True)
    with phase("call"):
        loss = criterion(given["target"], first, sample_weight=given.get("sampleWeight"))
    upstream = given.get("upstream")
    seed = torch.ones_like(loss) if upstream is None else torch.as_tensor(upstream).to(loss.dtype)
    with phase("backward"):
        (gradient,) = torch.autograd.grad(loss, first, grad_outputs=seed)
    return to_numpy(loss), to_numpy(gradient)


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


def run_on(backend: str, name: str) -> Callable[[dict[str, Any]], tuple[Any, Any]]:
    """What answers a case: loss and gradient of keras.losses.``name`` with respect to ``logits`` or ``probs``."""
    keras, answer = keras_on(backend), BACKENDS[backend]

    def run(case: dict[str, Any]) -> tuple[Any, Any]:
        options = take_options(case, OPTIONS)
        inputs = {key: decode(tensor) for key, tensor in case["inputs"].items()}
        x = inputs["logits"] if "logits" in inputs else inputs["probs"]
        if x.dtype != np.float32 and x.dtype.kind in "fV":
            options["dtype"] = x.dtype.name
        with phase("construct"):
            criterion = getattr(keras.losses, name)(**options)
        return answer(criterion, x, inputs)

    return run
