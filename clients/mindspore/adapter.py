"""mindspore.ops.cross_entropy on the CPU in PyNative mode, by mindspore.grad."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import mindspore as ms
import numpy as np
from arrays import Arrays, BFloat16, serve, wire
from speak import phase

OPTIONS = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index", "reduction": "reduction"}
CODES = (
    (r"label_smoothing", "label-smoothing-out-of-range"),
    (r"reduction", "reduction-unknown"),
    (r"out of range|should be in", "class-index-out-of-range"),
    (r"weight", "weight-shape"),
)

ms.set_context(mode=ms.PYNATIVE_MODE)
ms.set_device("CPU")


def tensor(values: np.ndarray) -> ms.Tensor:
    """The same numbers in MindSpore, whose class indices are of 32 bits."""
    plain = np.array(values)
    if plain.dtype == np.int64:
        plain = plain.astype(np.int32)
    return ms.Tensor(plain, ms.bfloat16) if isinstance(values, BFloat16) else ms.Tensor(plain)


def to_wire(values: ms.Tensor) -> dict[str, Any]:
    """The same numbers on the wire."""
    dtype = str(values.dtype).lower()
    wide = values.astype(ms.float32) if dtype == "bfloat16" else values
    return wire(wide.asnumpy().astype(np.float64).reshape(-1).tolist(), values.shape, dtype)


def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[Any, Any]:
    """Loss, and its gradient in the logits."""
    named = {OPTIONS[name]: value for name, value in options.items()}
    labels = tensor(inputs["target"])
    weight = tensor(inputs["weight"]) if "weight" in inputs else None

    def call(logits: ms.Tensor) -> ms.Tensor:
        return ms.ops.cross_entropy(logits, labels, weight, **named)

    logits = tensor(inputs["logits"])
    with phase("call"):
        loss = call(logits)
        loss.asnumpy()
    upstream = tensor(inputs["upstream"]) if "upstream" in inputs else ms.ops.ones_like(loss)
    with phase("backward"):
        gradient = ms.grad(lambda x: (call(x) * upstream).sum())(logits)
        return to_wire(loss), to_wire(gradient)


if __name__ == "__main__":
    serve("mindspore", version("mindspore"), ["mindspore"], run, CODES, ["float32", "float16"])
