"""What adapters of losses on TensorFlow share: arrays in, GradientTape, arrays out."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import numpy as np
import tensorflow as tf
from arrays import Arrays, BFloat16, wire
from speak import phase

DTYPES = ["float32", "float64", "float16", "bfloat16"]


def array(values: np.ndarray) -> tf.Tensor:
    """The same numbers in TensorFlow."""
    plain = np.array(values)
    return tf.constant(plain, dtype=tf.bfloat16 if isinstance(values, BFloat16) else plain.dtype)


def to_wire(values: tf.Tensor) -> dict[str, Any]:
    """The same numbers on the wire."""
    return wire(np.asarray(values.numpy(), np.float64).reshape(-1).tolist(), values.shape, values.dtype.name)


def loss_and_gradient(
    inputs: Arrays, call: Callable[[tf.Tensor, Any], tf.Tensor], first: str = "logits"
) -> tuple[Any, Any]:
    """call(input, target), and its gradient in the input."""
    x, target = array(inputs[first]), array(inputs["target"])
    with phase("call"), tf.GradientTape() as tape:
        tape.watch(x)
        loss = call(x, target)
    upstream = array(inputs["upstream"]) if "upstream" in inputs else tf.ones_like(loss)
    with phase("backward"):
        if upstream.shape != loss.shape:
            raise ValueError(f"upstream: expected shape {tuple(loss.shape)}, got {tuple(upstream.shape)}")
        gradient = tape.gradient(loss, x, output_gradients=upstream)
    return to_wire(loss), to_wire(gradient)
