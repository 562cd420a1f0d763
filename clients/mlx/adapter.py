"""mlx.nn.losses.cross_entropy on the CPU, by mx.vjp."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import mlx.core as mx
import numpy as np
from mlx.nn.losses import cross_entropy
from arrays import Arrays, dtype_of, serve, wire
from speak import phase

OPTIONS = {"labelSmoothing": "label_smoothing", "axis": "axis", "reduction": "reduction"}
NARROW = ["float16", "bfloat16"]
mx.set_default_device(mx.cpu)


def array(values: np.ndarray) -> mx.array:
    """The same numbers in MLX; float64 has to be asked for."""
    return mx.array(np.array(values), dtype=getattr(mx, dtype_of(values)))


def to_wire(values: mx.array) -> dict[str, Any]:
    """The same numbers on the wire."""
    dtype = str(values.dtype).removeprefix("mlx.core.")
    wide = values.astype(mx.float32) if dtype in NARROW else values
    return wire(np.array(wide).astype(np.float64).reshape(-1).tolist(), values.shape, dtype)


def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[Any, Any]:
    """Loss, and its gradient in the logits."""
    named = {OPTIONS[name]: value for name, value in options.items()}
    target = array(inputs["target"])
    weights = array(inputs["sampleWeight"]) if "sampleWeight" in inputs else None

    def call(logits: mx.array) -> mx.array:
        return cross_entropy(logits, target, weights, **named)

    logits = array(inputs["logits"])
    with phase("call"):
        loss = call(logits)
        mx.eval(loss)
    upstream = array(inputs["upstream"]) if "upstream" in inputs else mx.ones_like(loss)
    with phase("backward"):
        _, (gradient,) = mx.vjp(call, [logits], [upstream])
        mx.eval(gradient)
    return to_wire(loss), to_wire(gradient)


if __name__ == "__main__":
    serve("mlx", version("mlx"), ["mlx"], run, dtypes=["float32", "float64", *NARROW])
