"""The divergence with 1 - a on the target, a/(V-2) elsewhere and nothing on the padding class.

JoeyNMT: loss.py, class XentLoss. The Annotated Transformer: class LabelSmoothing.
"""

from __future__ import annotations

from mpmath import mpf
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.targets import off_target_and_padding, positive

from smoothproof_dialects.cases.regimes import ALPHAS, F32, FLOATS, UPSTREAM
from smoothproof_dialects.dialect import Call, Dialect, Inputs, Options
from smoothproof_dialects.truth.grid import Grid, divided, grid_of
from smoothproof_dialects.truth.row_terms import divergence_of_log_probs, no_row, of_log_probs


def _diverging(grid: Grid, a: mpf, padding: int) -> Outcome:
    terms = []
    for index, row in zip(grid.indices, grid.exact, strict=True):
        mass = off_target_and_padding(index, grid.classes, a, padding)
        terms.append(divergence_of_log_probs([mpf(0)] * grid.classes if index == padding else mass, row))
    return divided(grid, terms, mpf(1))


def joeynmt_truth(options: Options, inputs: Inputs) -> Outcome:
    """The divergence where a > 0, else the negative log-likelihood of the kept rows; summed."""
    grid, a = grid_of(inputs), float(options.get("labelSmoothing", 0.0))
    if positive(a):
        return _diverging(grid, mpf(a), options["ignoreIndex"])
    kept = [index != options["ignoreIndex"] for index in grid.indices]
    terms = [
        of_log_probs(mpf(1), None, index, row) if keep else no_row(grid.classes)
        for index, row, keep in zip(grid.indices, grid.exact, kept, strict=True)
    ]
    return divided(grid, terms, mpf(1), kept)


def annotated_truth(options: Options, inputs: Inputs) -> Outcome:
    """The divergence whatever a is; summed."""
    return _diverging(grid_of(inputs), mpf(float(options.get("labelSmoothing", 0.0))), options["ignoreIndex"])


_REGIMES = (
    "ordinary",
    "uniform",
    "confident",
    "wrong",
    "tiny",
    "log-unnormalised",
    "neginf",
    "neginf-target",
    "neginf-padding",
    "nan",
    "ignored-row",
    "all-ignored",
)
_SPACE = {
    "regime": _REGIMES,
    "alpha": ("absent", *ALPHAS),
    "ignore": ("class",),
    "dtype": F32,
    "upstream": UPSTREAM,
}
_TWO = {"logProbs": [[-0.5, -1.0], [-0.25, -2.0]], "target": [0, 0]}

DIALECTS = (
    Dialect(
        "joeynmt",
        joeynmt_truth,
        {**_SPACE, "rank": ("2d", "3d")},
        packages=("joeynmt", "torch"),
        module="joeynmt",
        kind="logProbs",
        dtypes=F32,
        calls=(
            Call("two-classes", _TWO, phase="call", code="num-classes-too-small"),
            Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
            Call("negative", {"labelSmoothing": -0.1}, "a negative smoothing means none"),
            # NaN is neither <= 0 nor > 0: the divergence is made, and the indices stay what they are.
            Call("nan", {"labelSmoothing": "NaN"}, phase="call", code="label-smoothing-out-of-range"),
            Call(
                "beyond-one", {"labelSmoothing": 1.5}, "a smoothing above 1 is applied: the logarithm of a mass is NaN"
            ),
        ),
    ),
    Dialect(
        "annotated-transformer",
        annotated_truth,
        {**_SPACE, "dtype": FLOATS},
        source=("annotated-transformer", "0a91a254735c07532e23733dce8a693e504f3a08"),
        kind="logProbs",
        options_for=lambda classes: {"numClasses": classes},
        calls=(
            Call("two-classes", {**_TWO, "numClasses": 2}, "ZeroDivisionError", "call", "num-classes-too-small"),
            Call("classes-differ", {"numClasses": 4}, "AssertionError", "call", "shape-mismatch"),
        ),
    ),
)
