"""tf.compat.v1.losses: python/ops/losses/losses_impl.py, softmax_cross_entropy."""

from __future__ import annotations

from collections.abc import Sequence

import mpmath
from mpmath import mpf

from smoothproof_ref.cases.errors import odd_smoothings
from smoothproof_ref.cases.regimes import (
    ALPHAS,
    F32,
    SOFTMAX,
    UPSTREAM,
)
from smoothproof_ref.references.wire import take_options
from smoothproof_ref.truth import Outcome, reductions, rows
from smoothproof_ref.truth.arrays import Shape, broadcast_indices
from smoothproof_ref.truth.grid import grid_of
from smoothproof_ref.truth.reductions import Reduced, divide_no_nan, sample_weight, upstream_of
from smoothproof_ref.truth.result import Terms
from smoothproof_ref.truth.targets import (
    positive,
    towards_uniform,
)
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant


def weighted(terms: Sequence[Terms], shape: Shape, options: Options, inputs: Inputs) -> Reduced:
    """compute_weighted_loss: losses times weights (1 where none are given), divided with 0 for anything over 0."""
    weight, weight_shape = sample_weight(inputs)
    weight = [mpf(1)] if weight is None else weight
    reduction, upstream = options.get("reduction", "sum_by_nonzero_weights"), upstream_of(inputs)
    each = [weight[i] for i in broadcast_indices(weight_shape, shape)]
    denominator = {
        "none": None,
        "sum": mpf(1),
        "mean": mpmath.fsum(each),
        "sum_over_batch_size": mpf(len(terms)),
        "sum_by_nonzero_weights": mpf(sum(w != 0 for w in each)),
    }[reduction]
    return reductions.weighted_reduction(terms, shape, weight, weight_shape, upstream, denominator, divide_no_nan)


def truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/K where a > 0; TensorFlow's fused gradient p - q."""
    grid, a = grid_of(inputs), float(options.get("labelSmoothing", 0.0))
    q = [towards_uniform(y, mpf(a), grid.classes) if positive(a) else y for y in grid.targets()]
    terms = [rows.dense_fused(k, soft) for k, soft in zip(q, grid.softmaxes, strict=True)]
    return grid.close(terms, weighted(terms, grid.rest, options, inputs))


def run_of(name: str) -> Run:
    """One of tf.compat.v1.losses, as installed."""
    import tensorflow as tf

    from smoothproof_ref.references.tensorflow_calls import loss_and_gradient

    kinds = tf.compat.v1.losses.Reduction
    reductions_by_name = {
        "none": kinds.NONE,
        "sum": kinds.SUM,
        "mean": kinds.MEAN,
        "sum_over_batch_size": kinds.SUM_OVER_BATCH_SIZE,
        "sum_by_nonzero_weights": kinds.SUM_BY_NONZERO_WEIGHTS,
    }
    loss = getattr(tf.compat.v1.losses, name)

    def run(case):
        options = take_options(case, {"labelSmoothing": "label_smoothing", "reduction": "reduction"})
        if "reduction" in options:
            options["reduction"] = reductions_by_name.get(options["reduction"], options["reduction"])

        def call(logits, inputs):
            weights = tf.constant(inputs["sampleWeight"]) if "sampleWeight" in inputs else 1.0
            return loss(tf.constant(inputs["target"]), logits, weights=weights, **options)

        return loss_and_gradient(case, call)

    return run


def reference() -> Run:
    """The function, as installed."""
    return run_of("softmax_cross_entropy")


SPACE = {
    "alpha": ("absent", *ALPHAS),
    "reduction": ("sum_by_nonzero_weights", "mean", "sum", "none", "sum_over_batch_size"),
    "target": ("onehot", "distribution", "unnormalised"),
    "sampleWeight": ("absent", "given", "zero", "scalar"),
    "rank": ("2d", "3d"),
    "upstream": UPSTREAM,
    "dtype": F32,
}
CALLS = (
    Call("shapes", {"target": [[1.0, 0.0], [0.0, 1.0]]}, phase="call", code="shape-mismatch"),
    Call("reduction", {"reduction": "average"}, phase="call", code="reduction-unknown"),
    Call("weights", {"sampleWeight": [1.0, 2.0, 3.0, 4.0, 5.0]}, phase="call", code="weight-shape"),
    *odd_smoothings("means none", nan="means none"),
)


VARIANT = Variant(
    "tf1-softmax",
    truth,
    {"regime": (*SOFTMAX, "weight-zero"), **SPACE},
    references=(Reference(("tensorflow-cpu",), reference),),
    defaults={"reduction": "sum_by_nonzero_weights"},
    dtypes=F32,
    calls=CALLS,
)
