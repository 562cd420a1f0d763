"""tf.compat.v1.losses: python/ops/losses/losses_impl.py, softmax_cross_entropy and sigmoid_cross_entropy."""

from __future__ import annotations

from collections.abc import Sequence

import mpmath
from mpmath import mpf
from smoothproof_ref.truth import Outcome, reductions, rows
from smoothproof_ref.truth.arrays import Shape, broadcast_indices
from smoothproof_ref.truth.reductions import Reduced, divide_no_nan
from smoothproof_ref.truth.result import Terms
from smoothproof_ref.truth.targets import positive, towards_half, towards_uniform
from smoothproof_ref.truth.variants import assemble, sample_weight, upstream_of

from smoothproof_dialects.cases.regimes import ALPHAS, F32, LABELS, SOFTMAX, UPSTREAM
from smoothproof_dialects.dialect import Call, Dialect, Inputs, Options
from smoothproof_dialects.truth.grid import grid_of
from smoothproof_dialects.truth.labels import flat, label_rows


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


def softmax_truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/K where a > 0; TensorFlow's fused gradient p - q."""
    grid, a = grid_of(inputs), float(options.get("labelSmoothing", 0.0))
    q = [towards_uniform(y, mpf(a), grid.classes) if positive(a) else y for y in grid.targets()]
    terms = [rows.dense_fused(k, soft) for k, soft in zip(q, grid.softmaxes, strict=True)]
    return grid.close(terms, weighted(terms, grid.rest, options, inputs))


def sigmoid_truth(options: Options, inputs: Inputs) -> Outcome:
    """z = y (1 - a) + a/2 where a > 0; each label is a loss of its own."""
    grid, a = grid_of(inputs), float(options.get("labelSmoothing", 0.0))
    q = [towards_half(y, mpf(a)) if positive(a) else y for y in grid.targets()]
    terms, where = flat(grid, label_rows(grid, q))
    return assemble(terms, where, grid.shape, weighted(terms, grid.shape, options, inputs))


_SPACE = {
    "alpha": ("absent", *ALPHAS),
    "reduction": ("sum_by_nonzero_weights", "mean", "sum", "none", "sum_over_batch_size"),
    "target": ("onehot", "distribution", "unnormalised"),
    "sampleWeight": ("absent", "given", "zero", "scalar"),
    "rank": ("2d", "3d"),
    "upstream": UPSTREAM,
    "dtype": F32,
}
_CALLS = (
    Call("shapes", {"target": [[1.0, 0.0], [0.0, 1.0]]}, phase="call", code="shape-mismatch"),
    Call("reduction", {"reduction": "average"}, phase="call", code="reduction-unknown"),
    Call("weights", {"sampleWeight": [1.0, 2.0, 3.0, 4.0, 5.0]}, phase="call", code="weight-shape"),
    Call("negative", {"labelSmoothing": -0.1}, "a negative smoothing means none"),
    Call("beyond-one", {"labelSmoothing": 1.5}, "a smoothing above 1 is applied"),
    Call("nan", {"labelSmoothing": "NaN"}, "a smoothing of NaN means none"),
)

DIALECTS = (
    Dialect(
        "tf1-softmax",
        softmax_truth,
        {"regime": (*SOFTMAX, "weight-zero"), **_SPACE},
        packages=("tensorflow-cpu",),
        module="tf1",
        defaults={"reduction": "sum_by_nonzero_weights"},
        dtypes=F32,
        calls=_CALLS,
    ),
    Dialect(
        "tf1-sigmoid",
        sigmoid_truth,
        {"regime": (*LABELS, "weight-zero"), **_SPACE},
        packages=("tensorflow-cpu",),
        module="tf1",
        defaults={"reduction": "sum_by_nonzero_weights"},
        labels=True,
        loss_per_label=True,
        dtypes=F32,
        calls=_CALLS,
    ),
)
