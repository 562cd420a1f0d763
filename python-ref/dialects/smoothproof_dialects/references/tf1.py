"""tf.compat.v1.losses.softmax_cross_entropy and sigmoid_cross_entropy, as installed."""

from __future__ import annotations

import tensorflow as tf
from smoothproof_ref.references.wire import Case, take_options

from smoothproof_dialects.references.tensorflow_calls import loss_and_gradient

OPTIONS = {"labelSmoothing": "label_smoothing", "reduction": "reduction"}
REDUCTION = tf.compat.v1.losses.Reduction
REDUCTIONS = {
    "none": REDUCTION.NONE,
    "sum": REDUCTION.SUM,
    "mean": REDUCTION.MEAN,
    "sum_over_batch_size": REDUCTION.SUM_OVER_BATCH_SIZE,
    "sum_by_nonzero_weights": REDUCTION.SUM_BY_NONZERO_WEIGHTS,
}


def run(case: Case):
    """Loss and gradient with respect to ``logits``."""
    options = take_options(case, OPTIONS)
    if "reduction" in options:
        options["reduction"] = REDUCTIONS.get(options["reduction"], options["reduction"])
    losses = tf.compat.v1.losses
    loss = losses.sigmoid_cross_entropy if case["variant"] == "tf1-sigmoid" else losses.softmax_cross_entropy

    def call(logits, inputs):
        weights = tf.constant(inputs["sampleWeight"]) if "sampleWeight" in inputs else 1.0
        return loss(tf.constant(inputs["target"]), logits, weights=weights, **options)

    return loss_and_gradient(case, call)
