"""TensorFlow 1's losses, tf.compat.v1.losses.softmax_cross_entropy and sigmoid_cross_entropy."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import tensorflow as tf
from on_tensorflow import array, loss_and_gradient
from arrays import Arrays, serve

LOSSES = {
    "tf1-softmax": tf.compat.v1.losses.softmax_cross_entropy,
    "tf1-sigmoid": tf.compat.v1.losses.sigmoid_cross_entropy,
}
REDUCTIONS = {
    "sum_by_nonzero_weights": "weighted_sum_by_nonzero_weights",
    "mean": "weighted_mean",
    "sum_over_batch_size": "weighted_sum_over_batch_size",
    "sum": "weighted_sum",
    "none": "none",
}
def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[Any, Any]:
    """Loss, and its gradient in the logits."""
    reduction = options.get("reduction", "sum_by_nonzero_weights")
    weights = array(inputs["sampleWeight"]) if "sampleWeight" in inputs else 1.0
    return loss_and_gradient(
        inputs,
        lambda logits, target: LOSSES[variant](
            target,
            logits,
            weights=weights,
            label_smoothing=options.get("labelSmoothing", 0),
            reduction=REDUCTIONS.get(reduction, reduction),
        ),
    )


if __name__ == "__main__":
    serve("tensorflow-cpu", version("tensorflow-cpu"), list(LOSSES), run, dtypes=["float32"])
