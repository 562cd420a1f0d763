"""timm: loss/cross_entropy.py, class LabelSmoothingCrossEntropy; loss/binary_cross_entropy.py, BinaryCrossEntropy."""

from __future__ import annotations

from mpmath import mpf
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.targets import towards_uniform

from smoothproof_dialects.cases.regimes import BELOW_ONE, FLOATS, LABELS, REDUCTIONS, SOFTMAX, UPSTREAM
from smoothproof_dialects.dialect import Call, Dialect, Inputs, Options
from smoothproof_dialects.truth.grid import grid_of, plain
from smoothproof_dialects.truth.labels import label_rows, reduced_labels


def truth(options: Options, inputs: Inputs) -> Outcome:
    """(1 - a) nll + a times the mean surprisal, averaged over rows."""
    grid, a = grid_of(inputs), mpf(float(options.get("labelSmoothing", 0.1)))
    ones = [mpf(1)] * grid.classes
    terms = [
        rows.gathered(1 - a, a / grid.classes, index, ones, soft)
        for index, soft in zip(grid.indices, grid.softmaxes, strict=True)
    ]
    return plain(grid, terms, "mean")


def binary_truth(options: Options, inputs: Inputs) -> Outcome:
    """Sigmoid cross entropy of every class against 1 - a + a/K or a/K, times the class's weight."""
    grid, a = grid_of(inputs), mpf(float(options.get("labelSmoothing", 0.1)))
    q = [towards_uniform(y, a, grid.classes) for y in grid.targets()]
    labels = label_rows(grid, q, grid.given("weight", grid.classes))
    reduction = "sum-classes" if options.get("sumClasses") else options.get("reduction", "mean")
    return reduced_labels(grid, labels, reduction)


_BASE_CALLS = (
    Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
    Call("one", {"labelSmoothing": 1.0}, phase="construct", code="label-smoothing-out-of-range"),
    Call("nan", {"labelSmoothing": "NaN"}, phase="construct", code="label-smoothing-out-of-range"),
)

DIALECTS = (
    Dialect(
        "timm",
        truth,
        {
            "regime": (*SOFTMAX, "k1"),
            "alpha": ("absent", "0", "0.5", "1e-6", "0.9"),
            "dtype": FLOATS,
            "upstream": UPSTREAM,
        },
        packages=("timm", "torch"),
        module="timm",
        smooths_by_default=True,
        calls=(*_BASE_CALLS, Call("negative", {"labelSmoothing": -0.1}, "a negative smoothing is applied")),
    ),
    Dialect(
        "timm-binary",
        binary_truth,
        {
            "regime": LABELS,
            "alpha": ("absent", *BELOW_ONE[1:]),
            "reduction": REDUCTIONS,
            "sumClasses": ("absent", "true"),
            "weight": ("absent", "given", "zero"),
            "dtype": FLOATS,
            "upstream": UPSTREAM,
        },
        packages=("timm", "torch"),
        module="timm",
        values={"sumClasses": {"true": True}},
        defaults={"reduction": "mean"},
        smooths_by_default=True,
        calls=(
            *_BASE_CALLS,
            Call("negative", {"labelSmoothing": -0.1}, phase="construct", code="label-smoothing-out-of-range"),
        ),
    ),
)
