"""keras.losses.CategoricalCrossentropy and BinaryCrossentropy as they are, on TensorFlow.

npx smoothproof conformance --variant keras-categorical --variant keras-binary --exec "python python_keras.py"
"""

from __future__ import annotations

import os
from typing import Any

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras
import numpy as np
import tensorflow as tf
from speak import Arrays, Skipped, phase, serve

OPTIONS = {"fromLogits": "from_logits", "labelSmoothing": "label_smoothing", "axis": "axis", "reduction": "reduction"}
CLASSES = {"keras-categorical": "CategoricalCrossentropy", "keras-binary": "BinaryCrossentropy"}
CODES = (
    (r"argument `reduction`", "reduction-unknown"),
    (r"Incompatible shapes", "weight-shape"),
)


def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[np.ndarray, np.ndarray]:
    """Loss, and its gradient in the logits or probabilities."""
    if options.pop("classCount", "last") != "last":
        raise Skipped("Keras counts classes on the last axis")
    x = inputs["logits"] if "logits" in inputs else inputs["probs"]
    named = {OPTIONS[name]: value for name, value in options.items()}
    if x.dtype == np.float64:
        named["dtype"] = "float64"
    with phase("construct"):
        criterion = getattr(keras.losses, CLASSES[variant])(**named)
    first = tf.constant(x)
    with phase("call"), tf.GradientTape() as tape:
        tape.watch(first)
        loss = criterion(inputs["target"], first, sample_weight=inputs.get("sampleWeight"))
    upstream = inputs.get("upstream")
    with phase("backward"):
        gradient = tape.gradient(loss, first, output_gradients=None if upstream is None else tf.constant(upstream))
    return loss.numpy(), gradient.numpy()


if __name__ == "__main__":
    version = f"{keras.__version__} on tensorflow {tf.__version__}"
    serve("keras.losses", version, list(CLASSES), run, CODES)
