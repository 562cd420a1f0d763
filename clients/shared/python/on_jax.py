"""What adapters of losses on JAX share: arrays in, jax.vjp, arrays out."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import numpy as np
from arrays import Arrays, BFloat16, wire
from speak import phase

# What is compiled is kept beside this file: each operation is compiled anew for each shape, dtype and smoothing.
jax.config.update("jax_compilation_cache_dir", str(Path(__file__).parent / "compiled"))
jax.config.update("jax_persistent_cache_min_compile_time_secs", 0)
jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)

DTYPES = ["float32", "float64", "float16", "bfloat16"]


def array(values: np.ndarray) -> jax.Array:
    """The same numbers in JAX."""
    plain = np.array(values)
    return jax.numpy.asarray(plain, dtype=jax.numpy.bfloat16 if isinstance(values, BFloat16) else plain.dtype)


def to_wire(values: jax.Array) -> dict[str, Any]:
    """The same numbers on the wire."""
    return wire(np.asarray(values, np.float64).reshape(-1).tolist(), values.shape, values.dtype.name)


def loss_and_gradient(
    inputs: Arrays, call: Callable[[jax.Array, jax.Array], jax.Array], first: str = "logits"
) -> tuple[Any, Any]:
    """call(input, target), and its gradient in the input. float64 has to be switched on."""
    jax.config.update("jax_enable_x64", inputs[first].dtype == np.float64 or inputs["target"].dtype == np.int64)
    x, target = array(inputs[first]), array(inputs["target"])
    with phase("call"):
        loss, pull = jax.vjp(lambda x: call(x, target), x)
    upstream = array(inputs["upstream"]) if "upstream" in inputs else jax.numpy.ones_like(loss)
    with phase("backward"):
        (gradient,) = pull(upstream)
    return to_wire(loss), to_wire(gradient)
