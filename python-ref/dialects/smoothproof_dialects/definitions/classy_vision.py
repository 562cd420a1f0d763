"""ClassyVision: losses/label_smoothing_loss.py, class LabelSmoothingCrossEntropyLoss."""

from __future__ import annotations

import mpmath
from mpmath import mpf
from smoothproof_ref.truth import Outcome, rows

from smoothproof_dialects.cases.regimes import ALPHAS, F32, IGNORING, UPSTREAM
from smoothproof_dialects.dialect import Call, Dialect, Inputs, Options
from smoothproof_dialects.truth.grid import grid_of, plain

EPSILON = mpf(2) ** -23


def _normalised(mass: list[mpf]) -> list[mpf]:
    """Divided by the sum and float32's epsilon."""
    total = EPSILON + mpmath.fsum(mass)
    return [m / total for m in mass]


def truth(options: Options, inputs: Inputs) -> Outcome:
    """v = y / (e + sum y), u = v + a/C, q = u / (e + sum u); an ignored index has y = 0 and counts."""
    grid, a = grid_of(inputs), mpf(float(options["labelSmoothing"]))
    y = grid.targets()
    if grid.by_index:
        ignore = options.get("ignoreIndex", -100)
        y = [[mpf(0)] * grid.classes if i == ignore else row for i, row in zip(grid.indices, y, strict=True)]
    q = [_normalised([v + a / grid.classes for v in _normalised(row)]) for row in y]
    terms = [rows.dense(mass, soft) for mass, soft in zip(q, grid.softmaxes, strict=True)]
    return plain(grid, terms, options.get("reduction", "mean"))


DIALECTS = (
    Dialect(
        "classy-vision",
        truth,
        {
            "regime": IGNORING,
            "alpha": ALPHAS,
            "target": ("index", "onehot", "multihot"),
            "ignore": ("absent", "class", "minus-one"),
            "reduction": ("mean", "none"),
            "dtype": F32,
            "upstream": UPSTREAM,
        },
        packages=("classy-vision", "torch"),
        module="classy_vision",
        defaults={"reduction": "mean"},
        ignore_default=-100,
        dtypes=F32,
        calls=(
            Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
            Call("sum", {"reduction": "sum"}, phase="construct", code="reduction-unknown"),
            Call("negative", {"labelSmoothing": -0.1}, "a negative smoothing is applied"),
            Call("beyond-one", {"labelSmoothing": 1.5}, "a smoothing above 1 is applied"),
            Call("nan", {"labelSmoothing": "NaN"}, "a smoothing of NaN is applied"),
        ),
    ),
)
