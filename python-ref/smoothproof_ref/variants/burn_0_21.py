"""Burn 0.21: crates/burn-nn/src/loss/cross_entropy.rs, whose mean counts ignored rows."""

from __future__ import annotations

import mpmath
from mpmath import mpf

from smoothproof_ref.cases.regimes import F32
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.burn_rows import burn_rows
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.variant import Inputs, Options, Variant
from smoothproof_ref.variants.burn import CALLS, SPACE, burn_reference


def truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/K, weights on every term; ignored rows are masked and still counted in the mean."""
    grid = grid_of(inputs)
    weight, ignore = grid.given("weight", grid.classes), options.get("ignoreIndex")
    kept = [index != ignore for index in grid.indices]
    denominator = mpmath.fsum(weight[i] for i in grid.indices)
    return divided(grid, burn_rows(grid, kept, weight, options), mpf(denominator), kept)


VARIANT = Variant(
    "burn-0.21",
    truth,
    SPACE,
    references=(burn_reference("0.21.0", "burn-ndarray", "0.21.0"),),
    dtypes=F32,
    calls=CALLS,
)
