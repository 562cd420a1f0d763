"""Cross entropy with 1 - a on and a/(V-1) off, less its own smallest value.

Tensor2Tensor: layers/common_layers.py, padded_cross_entropy and smoothing_cross_entropy. Flax: examples/wmt/train.py,
compute_weighted_cross_entropy. T5X: losses.py, the function of the same name.
"""

from __future__ import annotations

import mpmath
from mpmath import mpf
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.targets import off_target

from smoothproof_dialects.cases.regimes import ALPHAS, F32, FLOATS, IGNORING, SOFTMAX, UPSTREAM
from smoothproof_dialects.dialect import Call, Dialect, Inputs, Options
from smoothproof_dialects.truth.grid import Grid, divided, grid_of, shifted, times

GUARD = mpf("1e-20")


def _constant(a: mpf, classes: int) -> tuple[mpf, mpf]:
    """c log c + (V-1) low log(low + 1e-20), and its terms' magnitude; NaN for 0 log 0 and negative masses."""
    confidence, low = 1 - a, a / (classes - 1)
    first = _times_logarithm(confidence, confidence)
    second = (classes - 1) * _times_logarithm(low, low + GUARD)
    return first + second, abs(first) + abs(second)


def _times_logarithm(factor: mpf, value: mpf) -> mpf:
    if mpmath.isnan(value) or value < 0:
        return mpmath.nan
    return factor * (mpmath.log(value) if value else -mpmath.inf)


def _rows(grid: Grid, a: mpf) -> list:
    constant = _constant(a, grid.classes)
    return [
        shifted(rows.dense_fused(off_target(index, grid.classes, a), soft), *constant)
        for index, soft in zip(grid.indices, grid.softmaxes, strict=True)
    ]


def tensor2tensor_truth(options: Options, inputs: Inputs) -> Outcome:
    """Rows times 0 where the target is the padding class, summed or one by one."""
    grid, a = grid_of(inputs), mpf(float(options["labelSmoothing"]))
    weight = [mpf(index != options.get("ignoreIndex", 0)) for index in grid.indices]
    terms = [times(row, w) for row, w in zip(_rows(grid, a), weight, strict=True)]
    return divided(grid, terms, None if options.get("reduction") == "none" else mpf(1))


def weighted_truth(options: Options, inputs: Inputs) -> Outcome:
    """Rows times their weights, summed."""
    grid, a = grid_of(inputs), mpf(float(options.get("labelSmoothing", 0.0)))
    weight = grid.given("sampleWeight", len(grid.where))
    return divided(grid, [times(row, w) for row, w in zip(_rows(grid, a), weight, strict=True)], mpf(1))


_ODD = (
    Call("negative", {"labelSmoothing": -0.1}, "a negative smoothing is applied: the constant is NaN"),
    Call("beyond-one", {"labelSmoothing": 1.5}, "a smoothing above 1 is applied: the constant is NaN"),
)
_WEIGHTED = {
    "regime": (*SOFTMAX, "weight-zero"),
    "alpha": ("absent", *ALPHAS),
    "sampleWeight": ("absent", "given", "zero"),
    "rank": ("2d", "3d"),
    "dtype": FLOATS,
    "upstream": UPSTREAM,
}
_ONE_CLASS = Call(
    "one-class",
    {"logits": [[0.5], [1.0]], "target": [0, 0]},
    "ZeroDivisionError",
    "call",
    "num-classes-too-small",
)

DIALECTS = (
    Dialect(
        "tensor2tensor",
        tensor2tensor_truth,
        {
            "regime": IGNORING,
            "alpha": ALPHAS,
            "ignore": ("absent", "class"),
            "reduction": ("sum", "none"),
            "rank": ("2d", "3d"),
            "dtype": F32,
            "upstream": UPSTREAM,
        },
        packages=("tensor2tensor", "tensorflow-cpu"),
        module="tensor2tensor",
        defaults={"reduction": "sum"},
        ignore_default=0,
        dtypes=F32,
        calls=_ODD,
    ),
    Dialect(
        "flax-wmt",
        weighted_truth,
        _WEIGHTED,
        source=("flax", "9877bea7f892a54b02df9fc24727b56aee2d2717"),
        calls=(_ONE_CLASS, *_ODD),
    ),
    Dialect(
        "t5x",
        weighted_truth,
        _WEIGHTED,
        source=("t5x", "08058ed51b04fcc4d7906593bb765105501eacc5"),
        calls=(_ONE_CLASS, *_ODD),
    ),
)
