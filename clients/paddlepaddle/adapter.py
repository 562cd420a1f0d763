"""paddle.nn.functional.cross_entropy on the CPU, by paddle.grad.

A distribution needs soft_label=True, except with smoothing, which sets it. The trailing axis of length 1 that an
unreduced loss of a soft label has is dropped.
"""

from __future__ import annotations

import math
from importlib.metadata import version
from typing import Any

import numpy as np
import paddle
from arrays import Arrays, BFloat16, serve, wire
from speak import phase

OPTIONS = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index", "reduction": "reduction"}
CODES = (
    (r"label_smoothing must|epsilon must", "label-smoothing-out-of-range"),
    (r"value of 'reduction' in", "reduction-unknown"),
    (r"[Ll]abel value|Variable value \(label\)|out of range|should be in|Illegal index value", "class-index-out-of-range"),
    (r"weight", "weight-shape"),
)

paddle.set_device("cpu")


def tensor(values: np.ndarray, stop_gradient: bool = True) -> paddle.Tensor:
    """The same numbers in Paddle."""
    made = paddle.to_tensor(np.array(values))
    made = made.astype("bfloat16") if isinstance(values, BFloat16) else made
    made.stop_gradient = stop_gradient
    return made


def to_wire(values: paddle.Tensor) -> dict[str, Any]:
    """The same numbers on the wire."""
    flat = values.astype("float64").numpy().reshape(-1).tolist()
    return wire(flat, values.shape, str(values.dtype).removeprefix("paddle."))


def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[Any, Any]:
    """Loss, and its gradient in the logits."""
    named = {OPTIONS[name]: value for name, value in options.items()}
    a = named.get("label_smoothing", 0.0)
    logits = tensor(inputs["logits"], stop_gradient=False)
    weight = tensor(inputs["weight"]) if "weight" in inputs else None
    soft = inputs["target"].dtype.kind == "f" and not (a > 0 and not math.isnan(a))
    with phase("call"):
        loss = paddle.nn.functional.cross_entropy(
            logits, tensor(inputs["target"]), weight=weight, soft_label=soft, **named
        )
        if named.get("reduction") == "none":
            loss = loss.reshape(inputs["logits"].shape[:-1])
    upstream = tensor(inputs["upstream"]) if "upstream" in inputs else paddle.ones_like(loss)
    with phase("backward"):
        (gradient,) = paddle.grad([loss], [logits], grad_outputs=[upstream])
    return to_wire(loss), to_wire(gradient)


if __name__ == "__main__":
    serve("paddlepaddle", version("paddlepaddle"), ["paddle"], run, CODES)
