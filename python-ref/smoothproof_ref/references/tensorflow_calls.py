"""Code that the packages on TensorFlow share: tensors in, loss and gradient out, eagerly under a GradientTape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from smoothproof_ref.references.wire import Case, decode, phase

Arrays = dict[str, np.ndarray]


def loss_and_gradient(case: Case, call: Callable[[Any, Arrays], Any]) -> tuple[np.ndarray, np.ndarray]:
    """call(first input, all inputs as arrays), differentiated with the case's upstream (ones if it has none)."""
    inputs = {name: decode(tensor) for name, tensor in case["inputs"].items()}
    first = tf.constant(next(iter(inputs.values())))
    with phase("call"), tf.GradientTape() as tape:
        tape.watch(first)
        loss = call(first, inputs)
    upstream = inputs.get("upstream")
    with phase("backward"):
        seed = None if upstream is None else tf.constant(upstream.astype(loss.dtype.as_numpy_dtype))
        gradient = tape.gradient(loss, first, output_gradients=seed)
    return loss.numpy(), tf.convert_to_tensor(gradient).numpy()
