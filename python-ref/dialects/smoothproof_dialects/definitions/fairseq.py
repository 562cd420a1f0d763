"""fairseq: criterions/label_smoothed_cross_entropy.py, function label_smoothed_nll_loss, before and after 791ab7c2."""

from __future__ import annotations

from collections.abc import Callable

from mpmath import mpf
from smoothproof_ref.truth import Outcome

from smoothproof_dialects.cases.regimes import ALPHAS, FLOATS, IGNORING, UPSTREAM
from smoothproof_dialects.dialect import Call, Dialect, Inputs, Options
from smoothproof_dialects.truth.grid import divided, grid_of
from smoothproof_dialects.truth.row_terms import no_row, of_log_probs

Masses = Callable[[mpf, int], tuple[mpf, mpf]]


def _since_2021(a: mpf, classes: int) -> tuple[mpf, mpf]:
    share = a / (classes - 1)
    return 1 - a - share, share


def _before_2021(a: mpf, classes: int) -> tuple[mpf, mpf]:
    return 1 - a, a / classes


def _truth(masses: Masses) -> Callable[[Options, Inputs], Outcome]:
    def truth(options: Options, inputs: Inputs) -> Outcome:
        grid, ignore = grid_of(inputs), options.get("ignoreIndex")
        on, bias = masses(mpf(float(options["labelSmoothing"])), grid.classes)
        kept = [index != ignore for index in grid.indices]
        terms = [
            of_log_probs(on, bias, index, row) if keep else no_row(grid.classes)
            for index, row, keep in zip(grid.indices, grid.exact, kept, strict=True)
        ]
        return divided(grid, terms, None if options.get("reduction") == "none" else mpf(1), kept)

    return truth


_SPACE = {
    "regime": IGNORING,
    "alpha": ALPHAS,
    "ignore": ("absent", "class"),
    "reduction": ("sum", "none"),
    "rank": ("2d", "3d"),
    "dtype": FLOATS,
    "upstream": UPSTREAM,
}
_CALLS = (
    Call("ignore-outside", {"ignoreIndex": -100, "target": [0, -100]}, phase="call", code="class-index-out-of-range"),
    Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
    Call("negative", {"labelSmoothing": -0.1}, "a negative smoothing is applied"),
    Call("beyond-one", {"labelSmoothing": 1.5}, "a smoothing above 1 is applied"),
    Call("nan", {"labelSmoothing": "NaN"}, "a smoothing of NaN is applied"),
)
_ONE_CLASS = Call(
    "one-class", {"logProbs": [[0.0], [0.0]], "target": [0, 0]}, phase="call", code="num-classes-too-small"
)

DIALECTS = (
    Dialect(
        "fairseq",
        _truth(_since_2021),
        _SPACE,
        packages=("fairseq", "torch"),
        module="fairseq",
        kind="logProbs",
        defaults={"reduction": "sum"},
        calls=(*_CALLS, _ONE_CLASS),
    ),
    Dialect(
        "fairseq-2020",
        _truth(_before_2021),
        _SPACE,
        packages=("fairseq-2020", "torch"),
        module="fairseq_2020",
        kind="logProbs",
        defaults={"reduction": "sum"},
        calls=_CALLS,
    ),
)
