"""tf-keras: src/losses.py CategoricalCrossentropy and BinaryCrossentropy, src/backend.py for the arithmetic."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
from mpmath import mpf
from smoothproof_ref.rounding import round_bits
from smoothproof_ref.tensors import float_of
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.labels import Label, from_logit
from smoothproof_ref.truth.precision import minus
from smoothproof_ref.truth.probabilities import clip_bounds, clipped
from smoothproof_ref.truth.targets import towards_half, towards_uniform, truthy
from smoothproof_ref.truth.variants import keras_reduction

from smoothproof_dialects.cases.regimes import ALPHAS, F32, UPSTREAM
from smoothproof_dialects.dialect import Call, Dialect, Inputs, Options, Row
from smoothproof_dialects.truth.grid import grid_of
from smoothproof_dialects.truth.labels import joined, label_rows

EPSILON = 1e-7


def categorical_truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/K with K of the class axis; a softmax, or probabilities normalised and clipped."""
    grid, a = grid_of(inputs, options.get("axis", -1)), float(options.get("labelSmoothing", 0.0))
    q = [towards_uniform(y, mpf(a), grid.classes) if truthy(a) else y for y in grid.targets()]
    if options.get("fromLogits"):
        terms = [rows.dense_fused(k, soft) for k, soft in zip(q, grid.softmaxes, strict=True)]
    else:
        low, high = clip_bounds(grid.first.dtype)
        terms = [clipped(k, row, low, high) for k, row in zip(q, grid.exact, strict=True)]
    return grid.close(terms, keras_reduction(terms, grid.rest, options, inputs))


def twice_guarded(dtype: str) -> Callable[[mpf, mpf], Label]:
    """-(z log(c + e) + (1 - z) log(1 - c + e)) with c = p clipped to [e, 1 - e]: the epsilon guards twice.

    e is 1e-7 rounded to ``dtype``, and so is 1 - e. Sums near 1 are rounded by the source, which is its floor here.
    """
    e = mpf(float_of(dtype, round_bits(mpf(EPSILON), dtype)))
    low, high = e, mpf(float_of(dtype, round_bits(1 - e, dtype)))

    def loss(z: mpf, p: mpf) -> Label:
        if mpmath.isnan(p):
            return Label(p, mpf(1), mpf(1), mpf(0), mpf(0), mpf(0))
        c = min(max(p, low), high)
        inside = low <= p <= high
        hit, miss = c + e, 1 - c + e
        terms = [-z * mpmath.log(hit), -(1 - z) * mpmath.log(miss)]
        return Label(
            loss=minus(terms[0], -terms[1]),
            scale=abs(terms[0]) + abs(terms[1]),
            floor=abs(z) / hit + abs(1 - z) / miss,
            gradient=minus((1 - z) / miss, z / hit) if inside else mpf(0),
            gradient_scale=abs(z) / hit + abs(1 - z) / miss if inside else mpf(0),
            gradient_floor=abs(z) / hit**2 + abs(1 - z) / miss**2 if inside else mpf(0),
        )

    return loss


def binary_truth(options: Options, inputs: Inputs) -> Outcome:
    """z = y (1 - a) + a/2 per label, the mean over the class axis."""
    grid, a = grid_of(inputs, options.get("axis", -1)), float(options.get("labelSmoothing", 0.0))
    z = [towards_half(y, mpf(a)) if truthy(a) else y for y in grid.targets()]
    loss = from_logit if options.get("fromLogits") else twice_guarded(grid.first.dtype)
    terms = [joined(row, mpf(grid.classes)) for row in label_rows(grid, z, loss=loss)]
    return grid.close(terms, keras_reduction(terms, grid.rest, options, inputs))


def of_other_input(row: Row) -> bool:
    """Regimes that logits or probabilities alone have."""
    return (row.get("input"), row.get("regime")) in {
        ("logits", "clipped"),
        ("probs", "neginf"),
        ("probs", "neginf-target"),
        ("probs", "large"),
    }


SPACE = {
    "alpha": ("absent", *ALPHAS),
    "input": ("probs", "logits"),
    "reduction": ("sum_over_batch_size", "sum", "none"),
    "target": ("onehot", "distribution", "unnormalised"),
    "sampleWeight": ("absent", "given", "zero"),
    "rank": ("2d", "3d"),
    "upstream": UPSTREAM,
    "dtype": F32,
}
_CALLS = (
    Call("shapes", {"target": [[1.0, 0.0], [0.0, 1.0]]}, phase="call", code="shape-mismatch"),
    Call("reduction", {"reduction": "average"}, phase="construct", code="reduction-unknown"),
    Call("negative", {"labelSmoothing": -0.1}, "a negative smoothing is applied"),
    Call("beyond-one", {"labelSmoothing": 1.5}, "a smoothing above 1 is applied"),
)

DIALECTS = (
    Dialect(
        "tf-keras-categorical",
        categorical_truth,
        {
            "regime": ("ordinary", "uniform", "confident", "wrong", "large", "clipped", "k2", "neginf", "nan"),
            **SPACE,
            "axis": ("absent", "1"),
        },
        packages=("tf-keras", "tensorflow-cpu"),
        module="tf_keras",
        kind="probs",
        values={"axis": {"1": 1}},
        defaults={"reduction": "sum_over_batch_size"},
        rules=(of_other_input,),
        dtypes=F32,
        calls=_CALLS,
    ),
    Dialect(
        "tf-keras-binary",
        binary_truth,
        {"regime": ("ordinary", "uniform", "confident", "wrong", "large", "clipped", "k2", "nan"), **SPACE},
        packages=("tf-keras", "tensorflow-cpu"),
        module="tf_keras",
        kind="probs",
        labels=True,
        defaults={"reduction": "sum_over_batch_size"},
        rules=(of_other_input,),
        dtypes=F32,
        calls=_CALLS,
    ),
)
