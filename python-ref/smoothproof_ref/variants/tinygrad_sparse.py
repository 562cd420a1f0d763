"""tinygrad: mixin/op.py, sparse_categorical_crossentropy."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    F32,
    REDUCTIONS,
    UPSTREAM,
)
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.truth.row_terms import (
    times,
)
from smoothproof_ref.truth.targets import (
    towards_uniform,
)
from smoothproof_ref.variant import Inputs, Options, Reference, Run, Variant
from smoothproof_ref.variants.tinygrad import CALLS, REGIMES, run_of


def truth(options: Options, inputs: Inputs) -> Outcome:
    """The same on the last axis; rows of the ignored class times 0, over the kept ones. ignoreIndex -1 is none."""
    grid, a = grid_of(inputs), mpf(float(options.get("labelSmoothing", 0.0)))
    ignore = options.get("ignoreIndex", -1)
    kept = [ignore == -1 or index != ignore for index in grid.indices]
    q = [towards_uniform(y, a, grid.classes) for y in grid.targets()]
    terms = [times(rows.dense(m, s), mpf(k)) for m, s, k in zip(q, grid.softmaxes, kept, strict=True)]
    reduction = options.get("reduction", "mean")
    return divided(grid, terms, {"mean": mpf(sum(kept)), "sum": mpf(1), "none": None}[reduction])


def reference() -> Run:
    """The method, as installed."""
    return run_of("sparse_categorical_crossentropy")


VARIANT = Variant(
    "tinygrad-sparse",
    truth,
    {
        "regime": (*REGIMES, "ignored-row", "all-ignored"),
        "alpha": ("absent", "0.1", "0.5", "1"),
        "ignore": ("absent", "class"),
        "reduction": REDUCTIONS,
        "rank": ("2d", "3d"),
        "dtype": F32,
        "upstream": UPSTREAM,
    },
    references=(Reference(("tinygrad",), reference),),
    defaults={"reduction": "mean"},
    dtypes=F32,
    calls=CALLS,
)
