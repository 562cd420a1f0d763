"""NeMo: collections/common/losses/smoothed_cross_entropy.py, class SmoothedCrossEntropyLoss."""

from __future__ import annotations

from mpmath import mpf
from smoothproof_ref.truth import Outcome

from smoothproof_dialects.cases.regimes import ALPHAS, FLOATS, IGNORING, UPSTREAM
from smoothproof_dialects.dialect import Call, Dialect, Inputs, Options
from smoothproof_dialects.truth.grid import divided, grid_of, times
from smoothproof_dialects.truth.row_terms import of_log_probs

GUARD = 1e-6


def truth(options: Options, inputs: Inputs) -> Outcome:
    """s = Va/(V-1); (1 - s) nll + s mean; ignored rows times 0; over the kept rows and 1e-6."""
    grid, a = grid_of(inputs), mpf(float(options.get("labelSmoothing", 0.0)))
    s = grid.classes * a / (grid.classes - 1)
    kept = [index != options["ignoreIndex"] for index in grid.indices]
    terms = [
        times(of_log_probs(1 - s, s / grid.classes, index, row), mpf(keep))
        for index, row, keep in zip(grid.indices, grid.exact, kept, strict=True)
    ]
    return divided(grid, terms, None if options.get("reduction") == "none" else sum(kept) + mpf(GUARD))


DIALECTS = (
    Dialect(
        "nemo",
        truth,
        {
            "regime": IGNORING,
            "alpha": ("absent", *ALPHAS),
            "ignore": ("class",),
            "reduction": ("mean", "none"),
            "rank": ("3d",),
            "dtype": FLOATS,
            "upstream": UPSTREAM,
        },
        packages=("nemo-toolkit", "torch"),
        module="nemo",
        kind="logProbs",
        defaults={"reduction": "mean"},
        calls=(
            Call("class-outside", {"target": [[0, 3]]}, phase="call", code="class-index-out-of-range"),
            Call(
                "ignore-outside",
                {"ignoreIndex": -1, "target": [[0, -1]]},
                phase="call",
                code="class-index-out-of-range",
            ),
            Call(
                "one-class",
                {"logProbs": [[[0.0], [0.0]]], "target": [[0, 0]]},
                phase="call",
                code="num-classes-too-small",
            ),
            Call("negative", {"labelSmoothing": -0.1}, "a negative smoothing is applied"),
            Call("beyond-one", {"labelSmoothing": 1.5}, "a smoothing above 1 is applied"),
            Call("nan", {"labelSmoothing": "NaN"}, "a smoothing of NaN is applied"),
        ),
    ),
)
