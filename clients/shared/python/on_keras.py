"""keras.losses on whichever backend KERAS_BACKEND names."""

from __future__ import annotations

import os
from importlib.metadata import version
from typing import Any

import keras
from arrays import Arrays, dtype_of, serve
from speak import Skip, phase

if os.environ["KERAS_BACKEND"] == "tensorflow":
    from on_tensorflow import DTYPES, array, loss_and_gradient
elif os.environ["KERAS_BACKEND"] == "torch":
    from on_torch import DTYPES, loss_and_gradient
    from on_torch import tensor as array
else:
    from on_jax import DTYPES, array, loss_and_gradient

OPTIONS = {"fromLogits": "from_logits", "labelSmoothing": "label_smoothing", "axis": "axis", "reduction": "reduction"}
CLASSES = {"keras-categorical": "CategoricalCrossentropy", "keras-binary": "BinaryCrossentropy"}
# The words of jax and PyTorch; those of TensorFlow are the reference's.
CODES = ((r"must be broadcastable|incompatible shapes for broadcasting", "weight-shape"),)


def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[Any, Any]:
    """Loss, and its gradient in the logits or probabilities."""
    if options.pop("classCount", "last") != "last":
        raise Skip("Keras counts classes on the last axis")
    first = "logits" if "logits" in inputs else "probs"
    named = {OPTIONS[name]: value for name, value in options.items()}
    weights = array(inputs["sampleWeight"]) if "sampleWeight" in inputs else None
    with phase("construct"):
        criterion = getattr(keras.losses, CLASSES[variant])(**named, dtype=dtype_of(inputs[first]))
    return loss_and_gradient(inputs, lambda x, target: criterion(target, x, sample_weight=weights), first)


def main() -> None:
    """Speaks for Keras."""
    serve("keras", version("keras"), list(CLASSES), run, CODES, DTYPES)
