"""Burn: crates/burn-nn/src/loss/cross_entropy.rs."""

from __future__ import annotations

import mpmath
from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    ALPHAS,
    FLOATS,
    IGNORING,
    UPSTREAM,
)
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.truth.targets import (
    positive,
    towards_uniform,
)
from smoothproof_ref.variant import Call, Inputs, Options, Variant


def truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/K, weights on every term; ignored rows are masked and still counted in the mean."""
    grid, a = grid_of(inputs), float(options.get("labelSmoothing", 0.0))
    weight, ignore = grid.given("weight", grid.classes), options.get("ignoreIndex")
    kept = [index != ignore for index in grid.indices]
    terms = []
    for index, y, soft, keep in zip(grid.indices, grid.targets(), grid.softmaxes, kept, strict=True):
        if not keep:
            terms.append(rows.ignored(soft))
        elif positive(a):
            q = towards_uniform(y, mpf(a), grid.classes)
            terms.append(rows.dense([k * w for k, w in zip(q, weight, strict=True)], soft))
        else:
            terms.append(rows.gathered(mpf(1), None, index, weight, soft))
    denominator = mpmath.fsum(weight[i] for i in grid.indices) if "weight" in inputs else mpf(len(terms))
    return divided(grid, terms, denominator, kept)


RANGE = (
    Call("negative", {"labelSmoothing": -0.1}, "panics", "construct", "label-smoothing-out-of-range"),
    Call("beyond-one", {"labelSmoothing": 1.5}, "panics", "construct", "label-smoothing-out-of-range"),
)


VARIANT = Variant(
    "burn",
    truth,
    {
        "regime": IGNORING,
        "alpha": ("absent", *ALPHAS),
        "ignore": ("absent", "class"),
        "weight": ("absent", "given"),
        "dtype": FLOATS,
        "upstream": UPSTREAM,
    },
    source=("burn", "546cacb55fe00168854d19bdf0a5d79bd8060e03"),
    calls=RANGE,
)
