"""tinygrad: mixin/op.py, cross_entropy and sparse_categorical_crossentropy."""

from __future__ import annotations

from mpmath import mpf
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.targets import towards_uniform

from smoothproof_dialects.cases.regimes import F32, REDUCTIONS, UPSTREAM
from smoothproof_dialects.dialect import Call, Dialect, Inputs, Options
from smoothproof_dialects.truth.grid import divided, grid_of, plain, times


def truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/K, always applied; classes on axis 1, or on the only one."""
    rank = len(inputs["logits"].shape)
    grid, a = grid_of(inputs, 0 if rank == 1 else 1), mpf(float(options.get("labelSmoothing", 0.0)))
    q = [towards_uniform(y, a, grid.classes) for y in grid.targets()]
    terms = [rows.dense(mass, soft) for mass, soft in zip(q, grid.softmaxes, strict=True)]
    return plain(grid, terms, options.get("reduction", "mean"))


def sparse_truth(options: Options, inputs: Inputs) -> Outcome:
    """The same on the last axis; rows of the ignored class times 0, over the kept ones. ignoreIndex -1 is none."""
    grid, a = grid_of(inputs), mpf(float(options.get("labelSmoothing", 0.0)))
    ignore = options.get("ignoreIndex", -1)
    kept = [ignore == -1 or index != ignore for index in grid.indices]
    q = [towards_uniform(y, a, grid.classes) for y in grid.targets()]
    terms = [times(rows.dense(m, s), mpf(k)) for m, s, k in zip(q, grid.softmaxes, kept, strict=True)]
    reduction = options.get("reduction", "mean")
    return divided(grid, terms, {"mean": mpf(sum(kept)), "sum": mpf(1), "none": None}[reduction])


# Few, for a call compiles for seconds. No infinite logits: whether 0 times one is 0 or NaN there depends on what its
# compiler folds, not on the definition.
REGIMES = ("ordinary", "uniform", "confident", "wrong", "large", "k2", "nan")
_CALLS = (
    Call("negative", {"labelSmoothing": -0.1}, phase="call", code="label-smoothing-out-of-range"),
    Call("beyond-one", {"labelSmoothing": 1.5}, phase="call", code="label-smoothing-out-of-range"),
    Call("nan", {"labelSmoothing": "NaN"}, phase="call", code="label-smoothing-out-of-range"),
    Call("reduction", {"reduction": "average"}, phase="call", code="reduction-unknown"),
)

DIALECTS = (
    Dialect(
        "tinygrad",
        truth,
        {
            "regime": REGIMES,
            "alpha": ("absent", "0.1", "0.5", "1"),
            "target": ("index", "onehot", "distribution", "unnormalised"),
            "reduction": REDUCTIONS,
            "rank": ("2d", "3d", "1d"),
            "dtype": F32,
            "upstream": UPSTREAM,
        },
        packages=("tinygrad",),
        module="tinygrad",
        class_axis=1,
        defaults={"reduction": "mean"},
        dtypes=F32,
        calls=(*_CALLS, Call("shapes", {"target": [0, 1, 2]}, phase="call", code="shape-mismatch")),
    ),
    Dialect(
        "tinygrad-sparse",
        sparse_truth,
        {
            "regime": (*REGIMES, "ignored-row", "all-ignored"),
            "alpha": ("absent", "0.1", "0.5", "1"),
            "ignore": ("absent", "class"),
            "reduction": REDUCTIONS,
            "rank": ("2d", "3d"),
            "dtype": F32,
            "upstream": UPSTREAM,
        },
        packages=("tinygrad",),
        module="tinygrad",
        defaults={"reduction": "mean"},
        dtypes=F32,
        calls=_CALLS,
    ),
)
