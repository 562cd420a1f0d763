"""optax: losses/_smoothing.py smooth_labels, then losses/_classification.py softmax_cross_entropy."""

from __future__ import annotations

from mpmath import mpf
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.targets import towards_uniform

from smoothproof_dialects.cases.regimes import ALPHAS, FLOATS, SOFTMAX, UPSTREAM
from smoothproof_dialects.dialect import Call, Dialect, Inputs, Options
from smoothproof_dialects.truth.grid import divided, grid_of


def truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/K, always applied; one loss per row."""
    grid, a = grid_of(inputs, options.get("axis", -1)), mpf(float(options["labelSmoothing"]))
    q = [towards_uniform(y, a, grid.classes) for y in grid.targets()]
    return divided(grid, [rows.dense(k, soft) for k, soft in zip(q, grid.softmaxes, strict=True)], None)


DIALECTS = (
    Dialect(
        "optax",
        truth,
        {
            "regime": (*SOFTMAX, "k1"),
            "alpha": ALPHAS,
            "target": ("onehot", "distribution", "unnormalised"),
            "rank": ("2d", "3d"),
            "axis": ("absent", "1"),
            "dtype": FLOATS,
            "upstream": UPSTREAM,
        },
        packages=("optax", "jax"),
        module="optax",
        values={"axis": {"1": 1}},
        calls=(
            Call("indices", {"target": [0, 2]}, phase="call", code="target-dtype"),
            Call("negative", {"labelSmoothing": -0.1}, "a negative smoothing is applied"),
            Call("beyond-one", {"labelSmoothing": 1.5}, "a smoothing above 1 is applied"),
            Call("nan", {"labelSmoothing": "NaN"}, "a smoothing of NaN is applied"),
        ),
    ),
)
