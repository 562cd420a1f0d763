"""Flax: examples/wmt/train.py, compute_weighted_cross_entropy."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    ALPHAS,
    FLOATS,
    SOFTMAX,
    UPSTREAM,
)
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.truth.row_terms import (
    times,
)
from smoothproof_ref.variant import Call, Inputs, Options, Variant
from smoothproof_ref.variants.tensor2tensor import ODD_SMOOTHING, smoothed_rows


def truth(options: Options, inputs: Inputs) -> Outcome:
    """Rows times their weights, summed."""
    grid, a = grid_of(inputs), mpf(float(options.get("labelSmoothing", 0.0)))
    weight = grid.given("sampleWeight", len(grid.where))
    return divided(grid, [times(row, w) for row, w in zip(smoothed_rows(grid, a), weight, strict=True)], mpf(1))


SPACE = {
    "regime": (*SOFTMAX, "weight-zero"),
    "alpha": ("absent", *ALPHAS),
    "sampleWeight": ("absent", "given", "zero"),
    "rank": ("2d", "3d"),
    "dtype": FLOATS,
    "upstream": UPSTREAM,
}
ONE_CLASS = Call(
    "one-class",
    {"logits": [[0.5], [1.0]], "target": [0, 0]},
    "ZeroDivisionError",
    "call",
    "num-classes-too-small",
)


VARIANT = Variant(
    "flax-wmt",
    truth,
    SPACE,
    source=("flax", "9877bea7f892a54b02df9fc24727b56aee2d2717"),
    calls=(ONE_CLASS, *ODD_SMOOTHING),
)
