"""keras.losses.CategoricalFocalCrossentropy and BinaryFocalCrossentropy on the TensorFlow backend, as installed."""

from __future__ import annotations

import os

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
from smoothproof_ref.references.wire import Case, phase, take_options

from smoothproof_dialects.references.tensorflow_calls import loss_and_gradient

OPTIONS = {
    "fromLogits": "from_logits",
    "labelSmoothing": "label_smoothing",
    "axis": "axis",
    "reduction": "reduction",
    "alpha": "alpha",
    "gamma": "gamma",
    "applyClassBalancing": "apply_class_balancing",
}
CLASSES = {
    "keras-categorical-focal": "CategoricalFocalCrossentropy",
    "keras-binary-focal": "BinaryFocalCrossentropy",
}


def run(case: Case):
    """Loss and gradient with respect to ``logits`` or ``probs``; float64 cases make the loss with dtype float64."""
    options = take_options(case, OPTIONS)
    if next(iter(case["inputs"].values()))["dtype"] == "float64":
        options["dtype"] = "float64"
    with phase("construct"):
        criterion = getattr(keras.losses, CLASSES[case["variant"]])(**options)

    def call(first, inputs):
        return criterion(inputs["target"], first, sample_weight=inputs.get("sampleWeight"))

    return loss_and_gradient(case, call)
