"""mlx.nn.losses.cross_entropy, as installed, on the CPU."""

from __future__ import annotations

import mlx.core as mx
import numpy as np
from mlx.nn.losses import cross_entropy
from smoothproof_ref.references.wire import Case, decode, phase, take_options

OPTIONS = {"labelSmoothing": "label_smoothing", "axis": "axis", "reduction": "reduction"}
DTYPES = {"float32": mx.float32, "float64": mx.float64, "int64": mx.int64}

mx.set_default_device(mx.cpu)


def array(values: np.ndarray) -> mx.array:
    """The same numbers in MLX; float64 has to be asked for."""
    return mx.array(values, dtype=DTYPES[values.dtype.name])


def run(case: Case):
    """Loss and gradient with respect to ``logits``, by mx.vjp."""
    options = take_options(case, OPTIONS)
    inputs = {name: decode(tensor) for name, tensor in case["inputs"].items()}
    target = array(inputs["target"])
    weights = array(inputs["sampleWeight"]) if "sampleWeight" in inputs else None

    def call(logits):
        return cross_entropy(logits, target, weights, **options)

    logits = array(inputs["logits"])
    with phase("call"):
        loss = call(logits)
        mx.eval(loss)
    upstream = array(inputs["upstream"]) if "upstream" in inputs else mx.ones_like(loss)
    with phase("backward"):
        _, (gradient,) = mx.vjp(call, [logits], [upstream])
        mx.eval(gradient)
    return np.array(loss), np.array(gradient)
