"""ESPnet: nets/pytorch_backend/transformer/label_smoothing_loss.py, class LabelSmoothingLoss; WeNet's is the same."""

from __future__ import annotations

from mpmath import mpf
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.targets import off_target

from smoothproof_dialects.cases.regimes import ALPHAS, FLOATS, IGNORING, UPSTREAM
from smoothproof_dialects.dialect import Call, Dialect, Inputs, Options
from smoothproof_dialects.truth.grid import divided, grid_of
from smoothproof_dialects.truth.row_terms import divergence


def truth(options: Options, inputs: Inputs) -> Outcome:
    """KL(q || softmax) with a/(K-1) off the target; ignored rows replaced by 0; over the batch or the kept rows."""
    grid, a = grid_of(inputs), mpf(float(options["labelSmoothing"]))
    kept = [index != options["ignoreIndex"] for index in grid.indices]
    terms = [
        divergence(off_target(index, grid.classes, a), soft) if keep else rows.ignored(soft)
        for index, soft, keep in zip(grid.indices, grid.softmaxes, kept, strict=True)
    ]
    by_tokens = options.get("reduction") == "tokens"
    return divided(grid, terms, mpf(sum(kept) if by_tokens else grid.shape[0]), kept)


DIALECTS = (
    Dialect(
        "espnet",
        truth,
        {
            "regime": IGNORING,
            "alpha": ALPHAS,
            "reduction": ("batch", "tokens"),
            "ignore": ("minus-one", "class", "outside"),
            "rank": ("3d",),
            "dtype": FLOATS,
            "upstream": UPSTREAM,
        },
        packages=("espnet", "torch"),
        module="espnet",
        defaults={"reduction": "batch"},
        options_for=lambda classes: {"numClasses": classes},
        calls=(
            Call("classes-differ", {"numClasses": 4}, phase="call", code="shape-mismatch"),
            Call("class-outside", {"target": [[0, 3]]}, phase="call", code="class-index-out-of-range"),
            Call(
                "one-class",
                {"numClasses": 1, "logits": [[[0.5], [1.0]]], "target": [[0, 0]]},
                phase="call",
                code="num-classes-too-small",
            ),
            Call(
                "negative", {"labelSmoothing": -0.1}, "a negative smoothing is applied: the logarithm of a mass is NaN"
            ),
            Call(
                "beyond-one", {"labelSmoothing": 1.5}, "a smoothing above 1 is applied: the logarithm of a mass is NaN"
            ),
        ),
    ),
)
