"""tinygrad's Tensor.cross_entropy and Tensor.sparse_categorical_crossentropy, on its Python device."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import numpy as np
from arrays import Arrays, BFloat16, serve, wire
from speak import phase
from tinygrad import Tensor, dtypes

METHODS = {"tinygrad": "cross_entropy", "tinygrad-sparse": "sparse_categorical_crossentropy"}
OPTIONS = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index", "reduction": "reduction"}
def tensor(values: np.ndarray) -> Tensor:
    """The same numbers in tinygrad."""
    made = Tensor(np.array(values))
    return made.cast(dtypes.bfloat16) if isinstance(values, BFloat16) else made


def to_wire(values: Tensor) -> dict[str, Any]:
    """The same numbers on the wire."""
    names = {dtypes.float64: "float64", dtypes.float32: "float32", dtypes.half: "float16", dtypes.bfloat16: "bfloat16"}
    wide = values.cast(dtypes.float32) if values.dtype == dtypes.bfloat16 else values
    return wire(wide.numpy().astype(np.float64).reshape(-1).tolist(), values.shape, names[values.dtype])


def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[Any, Any]:
    """Loss, and its gradient in the logits."""
    named = {OPTIONS[name]: value for name, value in options.items()}
    logits, target = tensor(inputs["logits"]), tensor(inputs["target"])
    with phase("call"):
        loss = getattr(logits, METHODS[variant])(target, **named)
        value = to_wire(loss)
    with phase("backward"):
        scaled = loss * tensor(inputs["upstream"]) if "upstream" in inputs else loss
        (gradient,) = scaled.sum().gradient(logits)
        return value, to_wire(gradient)


if __name__ == "__main__":
    serve("tinygrad", version("tinygrad"), list(METHODS), run, dtypes=["float32", "float64", "float16"])
