"""Burn 0.22: crates/burn-nn/src/loss/cross_entropy.rs."""

from __future__ import annotations

import mpmath
from mpmath import mpf

from smoothproof_ref.cases.regimes import ALPHAS, F32, IGNORING, UPSTREAM
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.burn_rows import burn_rows
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Variant


def truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/K, weights on every term; the mean over the weight of the kept rows."""
    grid = grid_of(inputs)
    weight, ignore = grid.given("weight", grid.classes), options.get("ignoreIndex")
    kept = [index != ignore for index in grid.indices]
    denominator = mpmath.fsum(weight[i] for i, keep in zip(grid.indices, kept, strict=True) if keep)
    return divided(grid, burn_rows(grid, kept, weight, options), mpf(denominator), kept)


def burn_reference(number: str, backend: str, core: str) -> Reference:
    """Our Rust program on one release of burn-nn."""
    files = ("Cargo.toml", "Cargo.lock", "src/main.rs", "src/wire.rs", "src/v021.rs", "src/v022.rs")
    return Reference(
        (f"burn-nn@{number}", f"{backend}@{core}", f"burn-autodiff@{core}"),
        process="burn",
        name="burn-nn",
        files=tuple(f"burn/{name}" for name in files),
        remark="a smoothing of 0 is given as None",
    )


CALLS = (
    Call("negative", {"labelSmoothing": -0.1}, phase="construct", code="label-smoothing-out-of-range"),
    Call("beyond-one", {"labelSmoothing": 1.5}, phase="construct", code="label-smoothing-out-of-range"),
    Call("nan", {"labelSmoothing": "NaN"}, phase="construct", code="label-smoothing-out-of-range"),
)
SPACE = {
    "regime": IGNORING,
    "alpha": ("absent", *ALPHAS),
    "ignore": ("absent", "class"),
    "weight": ("absent", "given"),
    # Smoothing and weights are float32 numbers whatever the logits are.
    "dtype": F32,
    "upstream": UPSTREAM,
}

VARIANT = Variant(
    "burn",
    truth,
    SPACE,
    references=(burn_reference("0.22.0", "burn-flex", "0.22.1"),),
    dtypes=F32,
    calls=CALLS,
)
