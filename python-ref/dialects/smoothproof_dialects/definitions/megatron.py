"""Megatron-core: tensor_parallel/cross_entropy.py, vocab_parallel_cross_entropy on one rank."""

from __future__ import annotations

from mpmath import mpf
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.targets import positive

from smoothproof_dialects.cases.regimes import BELOW_ONE, F32, UPSTREAM
from smoothproof_dialects.dialect import Call, Dialect, Inputs, Options
from smoothproof_dialects.truth.grid import divided, grid_of
from smoothproof_dialects.truth.row_terms import subtractive


def truth(options: Options, inputs: Inputs) -> Outcome:
    """(1 - s)(lse - x_t) - s mean log p with s = aV/(V-1), where a > 0; one loss per row."""
    grid, a = grid_of(inputs), float(options.get("labelSmoothing", 0.0))
    ones, s = [mpf(1)] * grid.classes, mpf(0)
    if positive(a):
        s = mpf(a) * grid.classes / (grid.classes - 1)
    bias = s / grid.classes if positive(a) else None
    terms = [
        subtractive(rows.gathered(1 - s, bias, index, ones, soft), abs(1 - s) + s, soft)
        for index, soft in zip(grid.indices, grid.softmaxes, strict=True)
    ]
    return divided(grid, terms, None)


DIALECTS = (
    Dialect(
        "megatron",
        truth,
        {
            # Its log(softmax(x)) underflows for large and infinite logits: rounding, not a definition.
            "regime": ("ordinary", "uniform", "confident", "wrong", "tiny", "k2", "nan"),
            "alpha": ("absent", *BELOW_ONE),
            "rank": ("2d", "3d"),
            "dtype": F32,
            "upstream": UPSTREAM,
        },
        packages=("megatron-core", "torch"),
        module="megatron",
        dtypes=F32,
        calls=(
            Call("one", {"labelSmoothing": 1.0}, phase="call", code="label-smoothing-out-of-range"),
            Call("beyond-one", {"labelSmoothing": 1.5}, phase="call", code="label-smoothing-out-of-range"),
            Call("one-class", {"logits": [[0.5], [1.0]], "target": [0, 0]}, phase="call", code="num-classes-too-small"),
            Call("negative", {"labelSmoothing": -0.1}, "a negative smoothing means none"),
            Call("nan", {"labelSmoothing": "NaN"}, "a smoothing of NaN means none"),
        ),
    ),
)
