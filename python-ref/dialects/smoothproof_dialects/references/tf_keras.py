"""tf_keras.losses.CategoricalCrossentropy and BinaryCrossentropy, as installed."""

from __future__ import annotations

import tf_keras
from smoothproof_ref.references.wire import Case, phase, take_options

from smoothproof_dialects.references.tensorflow_calls import loss_and_gradient

OPTIONS = {
    "fromLogits": "from_logits",
    "labelSmoothing": "label_smoothing",
    "axis": "axis",
    "reduction": "reduction",
}
CLASSES = {"tf-keras-categorical": "CategoricalCrossentropy", "tf-keras-binary": "BinaryCrossentropy"}


def run(case: Case):
    """Loss and gradient with respect to ``logits`` or ``probs``."""
    with phase("construct"):
        criterion = getattr(tf_keras.losses, CLASSES[case["variant"]])(**take_options(case, OPTIONS))

    def call(first, inputs):
        return criterion(inputs["target"], first, sample_weight=inputs.get("sampleWeight"))

    return loss_and_gradient(case, call)
