"""Liger: ops/cross_entropy.py, the Triton kernel, and transformers/cross_entropy.py, class LigerCrossEntropyLoss."""

from __future__ import annotations

import mpmath
from mpmath import mpf
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.targets import positive

from smoothproof_dialects.cases.regimes import F32, IGNORING, REDUCTIONS, UPSTREAM
from smoothproof_dialects.dialect import Call, Dialect, Inputs, Options
from smoothproof_dialects.truth.grid import divided, grid_of
from smoothproof_dialects.truth.row_terms import subtractive


def truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/V, weights on every term, over the weight of the kept rows; with none kept the loss is 0."""
    grid, a = grid_of(inputs), float(options.get("labelSmoothing", 0.0))
    weight = grid.given("weight", grid.classes)
    kept = [index != options.get("ignoreIndex", -100) for index in grid.indices]
    bias = mpf(a) / grid.classes if positive(a) else None
    reach = max(abs(w) for w in weight)
    terms = [
        subtractive(rows.gathered(1 - mpf(a), bias, index, weight, soft), reach, soft) if keep else rows.ignored(soft)
        for index, soft, keep in zip(grid.indices, grid.softmaxes, kept, strict=True)
    ]
    reduction = options.get("reduction", "mean")
    denominator = mpmath.fsum(weight[index] for index, keep in zip(grid.indices, kept, strict=True) if keep)
    if not any(kept):
        denominator = mpf(1)
    return divided(grid, terms, {"mean": denominator, "sum": mpf(1), "none": None}[reduction], kept)


DIALECTS = (
    Dialect(
        "liger",
        truth,
        {
            "regime": IGNORING,
            "alpha": ("absent", "0.1", "0.5", "1e-6", "1"),
            "ignore": ("absent", "class"),
            "reduction": REDUCTIONS,
            # No weights: Triton's interpreter cannot run that part of the kernel (scalars have no dtype there).
            "dtype": F32,
            "upstream": UPSTREAM,
        },
        packages=("liger-kernel", "torch", "triton"),
        module="liger",
        defaults={"reduction": "mean"},
        ignore_default=-100,
        dtypes=F32,
        calls=(
            Call("negative", {"labelSmoothing": -0.1}, phase="construct", code="label-smoothing-out-of-range"),
            Call("beyond-one", {"labelSmoothing": 1.5}, phase="construct", code="label-smoothing-out-of-range"),
            Call("nan", {"labelSmoothing": "NaN"}, phase="construct", code="label-smoothing-out-of-range"),
            Call("reduction", {"reduction": "average"}, phase="construct", code="reduction-unknown"),
            Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
        ),
    ),
)
