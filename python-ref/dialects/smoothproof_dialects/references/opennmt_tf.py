"""OpenNMT-tf: cross_entropy_sequence_loss of opennmt/utils/losses.py, lines 6-96, with training=True."""

from __future__ import annotations

import tensorflow as tf
from smoothproof_ref.references.wire import Case, take_options

from smoothproof_dialects.loading import definitions, installed
from smoothproof_dialects.references.tensorflow_calls import loss_and_gradient

SHA256 = "d6efaeb3b48be1c38e9757e00276e6c923c5142dca7fd428c6be0e99202b096f"
OPTIONS = {"labelSmoothing": "label_smoothing", "averageInTime": "average_in_time"}

cross_entropy_sequence_loss = definitions(
    installed("opennmt-tf", "opennmt/utils/losses.py"),
    ("_smooth_one_hot_labels", "_softmax_cross_entropy", "cross_entropy_sequence_loss"),
    SHA256,
    {"tf": tf},
).cross_entropy_sequence_loss


def run(case: Case):
    """Loss and gradient with respect to ``logits``: the summed loss over its normalizer."""
    options = take_options(case, OPTIONS)

    def call(logits, inputs):
        weight = inputs["sampleWeight"][:, 0] if "sampleWeight" in inputs else None
        loss, normalizer, _ = cross_entropy_sequence_loss(
            logits, tf.constant(inputs["target"]), training=True, sequence_weight=weight, **options
        )
        return loss / normalizer

    return loss_and_gradient(case, call)
