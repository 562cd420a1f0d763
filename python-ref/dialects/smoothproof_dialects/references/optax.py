"""optax: softmax_cross_entropy(logits, smooth_labels(target, a)), as installed; float64 with jax's 64-bit types on."""

from __future__ import annotations

import jax
import numpy as np
import optax
from smoothproof_ref.references.wire import Case, decode, phase, take_options

OPTIONS = {"labelSmoothing": "alpha", "axis": "axis"}


def run(case: Case):
    """Loss and gradient with respect to ``logits``, by jax.vjp."""
    options = take_options(case, OPTIONS)
    inputs = {name: decode(tensor) for name, tensor in case["inputs"].items()}
    axis, alpha = options.get("axis", -1), options["alpha"]

    def call(logits):
        labels = optax.smooth_labels(jax.numpy.asarray(inputs["target"]), alpha, axis=axis)
        return optax.softmax_cross_entropy(logits, labels, axis=axis)

    jax.config.update("jax_enable_x64", inputs["logits"].dtype == np.float64)
    with phase("call"):
        loss, pull = jax.vjp(call, jax.numpy.asarray(inputs["logits"]))
    upstream = inputs.get("upstream", np.ones(loss.shape, loss.dtype))
    with phase("backward"):
        (gradient,) = pull(jax.numpy.asarray(upstream, dtype=loss.dtype))
    return np.asarray(loss), np.asarray(gradient)
