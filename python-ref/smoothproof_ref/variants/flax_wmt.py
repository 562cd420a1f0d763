"""Flax: examples/wmt/train.py, compute_weighted_cross_entropy."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    ALPHAS,
    F32,
    SOFTMAX,
    UPSTREAM,
)
from smoothproof_ref.references.loading import definitions
from smoothproof_ref.references.wheels import FLAX
from smoothproof_ref.references.wire import decode, phase, take_options
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.truth.row_terms import (
    times,
)
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant
from smoothproof_ref.variants.tensor2tensor import ODD_SMOOTHING, smoothed_rows


def truth(options: Options, inputs: Inputs) -> Outcome:
    """Rows times their weights, summed."""
    grid, a = grid_of(inputs), mpf(float(options.get("labelSmoothing", 0.0)))
    weight = grid.given("sampleWeight", len(grid.where))
    return divided(grid, [times(row, w) for row, w in zip(smoothed_rows(grid, a), weight, strict=True)], mpf(1))


def reference() -> Run:
    """The example's function, lines 92-131, with the one-hot of flax/training/common_utils.py, which is float32."""
    import jax

    onehot = definitions(
        FLAX.file("flax/training/common_utils.py"),
        ("onehot",),
        "660491049f225fca70d739264432e9937b27850fe599bb4e8e18c0d6b5bd2cca",
        {"jnp": jax.numpy, "lax": jax.lax},
    ).onehot
    cross_entropy = definitions(
        FLAX.file("examples/wmt/train.py"),
        ("compute_weighted_cross_entropy",),
        "5c9125e51511f4aecf93c99aa341269c451a2beeba6b86d5d4a366d23fbca80f",
        # flax.linen's log_softmax is jax.nn's.
        {"jnp": jax.numpy, "np": np, "nn": jax.nn, "common_utils": SimpleNamespace(onehot=onehot)},
    ).compute_weighted_cross_entropy

    def run(case):
        options = take_options(case, {"labelSmoothing": "label_smoothing"})
        inputs = {name: jax.numpy.asarray(decode(tensor)) for name, tensor in case["inputs"].items()}
        logits, target, weights = (inputs.get(name) for name in ("logits", "target", "sampleWeight"))
        with phase("call"):
            loss, pull = jax.vjp(lambda x: cross_entropy(x, target, weights, **options)[0], logits)
        upstream = inputs.get("upstream", np.ones(loss.shape, loss.dtype))
        with phase("backward"):
            (gradient,) = pull(jax.numpy.asarray(upstream, dtype=loss.dtype))
        return np.asarray(loss), np.asarray(gradient)

    return run


SPACE = {
    "regime": (*SOFTMAX, "weight-zero"),
    "alpha": ("absent", *ALPHAS),
    "sampleWeight": ("absent", "given", "zero"),
    "rank": ("2d", "3d"),
    "dtype": F32,
    "upstream": UPSTREAM,
}
ONE_CLASS = Call(
    "one-class",
    {"logits": [[0.5], [1.0]], "target": [0, 0]},
    "ZeroDivisionError",
    phase="call",
    code="num-classes-too-small",
)


VARIANT = Variant(
    "flax-wmt",
    truth,
    SPACE,
    references=(Reference(("flax", "jax"), reference),),
    # Its targets are float32 whatever the logits are.
    dtypes=F32,
    calls=(ONE_CLASS, *ODD_SMOOTHING),
)
