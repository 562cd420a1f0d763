"""TensorFlow's own losses, those that a variant describes: TensorFlow.js took its two from TensorFlow 1.

npx smoothproof conformance --variant tfjs-softmax --variant tfjs-sigmoid --exec "python python_tf.py"

tf.compat.v1.losses differ from TensorFlow.js in four ways, and are not asked about them: they compute in float32 alone,
count classes on the last axis, want weights of the losses' rank or of none, and divide a sum by no weight to 0.
"""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import numpy as np
import tensorflow as tf
from speak import Arrays, Skipped, phase, serve

LOSSES = {
    "tfjs-softmax": tf.compat.v1.losses.softmax_cross_entropy,
    "tfjs-sigmoid": tf.compat.v1.losses.sigmoid_cross_entropy,
}
REDUCTIONS = {
    "sum_by_nonzero_weights": "weighted_sum_by_nonzero_weights",
    "mean": "weighted_mean",
    "sum": "weighted_sum",
    "none": "none",
}
CODES = ((r"Invalid Reduction Key", "reduction-unknown"), (r"[Ww]eights can not be broadcast", "weight-shape"))


def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[np.ndarray, np.ndarray]:
    """Loss, and its gradient in the logits."""
    reduction = options.get("reduction", "sum_by_nonzero_weights")
    weights = inputs.get("sampleWeight", np.float32(1.0))
    logits = tf.constant(inputs["logits"])
    rows = inputs["logits"].shape if variant == "tfjs-sigmoid" else inputs["logits"].shape[:-1]
    skip_what_differs(reduction, np.asarray(weights), rows)
    if variant == "tfjs-softmax" and options.get("labelSmoothing", 0) > 0 and logits.ndim != 2:
        raise Skipped("TensorFlow counts classes on the last axis")
    with phase("call"), tf.GradientTape() as tape:
        tape.watch(logits)
        loss = LOSSES[variant](
            inputs["target"],
            logits,
            weights=weights,
            label_smoothing=options.get("labelSmoothing", 0),
            reduction=REDUCTIONS.get(reduction, reduction),
        )
    upstream = inputs.get("upstream", np.ones(loss.shape, np.float32))
    with phase("backward"):
        if upstream.shape != tuple(loss.shape):
            raise ValueError(f"upstream: expected shape {tuple(loss.shape)}, got {upstream.shape}")
        gradient = tape.gradient(loss, logits, output_gradients=tf.constant(upstream))
    return loss.numpy(), gradient.numpy()


def skip_what_differs(reduction: str, weights: np.ndarray, rows: tuple[int, ...]) -> None:
    """Raises Skipped where TensorFlow defines the result otherwise than TensorFlow.js."""
    try:
        shape = np.broadcast_shapes(weights.shape, rows)
    except ValueError:
        return
    if weights.ndim not in (0, len(rows)) or shape != rows:
        raise Skipped("TensorFlow wants weights of the losses' rank")
    if reduction in ("mean", "sum_by_nonzero_weights") and not np.broadcast_to(weights, rows).any():
        raise Skipped("a sum divided by no weight is 0 in TensorFlow")


if __name__ == "__main__":
    serve("tf.compat.v1.losses", tf.__version__, list(LOSSES), run, CODES, dtypes=["float32"])
