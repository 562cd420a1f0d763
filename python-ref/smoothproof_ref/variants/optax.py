"""optax: losses/_smoothing.py smooth_labels, then losses/_classification.py softmax_cross_entropy."""

from __future__ import annotations

import numpy as np
from mpmath import mpf

from smoothproof_ref.cases.errors import odd_smoothings
from smoothproof_ref.cases.regimes import (
    ALPHAS,
    FLOATS,
    SOFTMAX,
    UPSTREAM,
)
from smoothproof_ref.references.wire import decode, phase, take_options
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.truth.targets import (
    towards_uniform,
)
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant


def truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/K, always applied; one loss per row."""
    grid, a = grid_of(inputs, options.get("axis", -1)), mpf(float(options["labelSmoothing"]))
    q = [towards_uniform(y, a, grid.classes) for y in grid.targets()]
    return divided(grid, [rows.dense(k, soft) for k, soft in zip(q, grid.softmaxes, strict=True)], None)


def reference() -> Run:
    """softmax_cross_entropy(logits, smooth_labels(target, a)), as installed; float64 with jax's 64-bit types on."""
    import jax
    import optax

    names = {"labelSmoothing": "alpha", "axis": "axis"}

    def run(case):
        options = take_options(case, names)
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

    return run


VARIANT = Variant(
    "optax",
    truth,
    {
        "regime": (*SOFTMAX, "k1"),
        "alpha": ALPHAS,
        "target": ("onehot", "distribution", "unnormalised"),
        "rank": ("2d", "3d"),
        "axis": ("absent", "1"),
        "dtype": FLOATS,
        "upstream": UPSTREAM,
    },
    apart=({"target": "distribution"}, {"target": "unnormalised"}),
    references=(Reference(("optax", "jax"), reference),),
    values={"axis": {"1": 1}},
    calls=(
        Call("indices", {"target": [0, 2]}, phase="call", code="target-dtype"),
        *odd_smoothings(),
    ),
)
