"""Sockeye 3: loss.py, class CrossEntropyLoss with its three implementations."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    ALPHAS,
    FLOATS,
    IGNORING,
    UPSTREAM,
)
from smoothproof_ref.references.wire import phase, take_options
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.truth.targets import (
    positive,
)
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant


def truth(options: Options, inputs: Inputs) -> Outcome:
    """mxnet and torch: q = y (1 - a) + a/V; fairseq: 1 - a on, a/(V-1) off; over the kept rows."""
    grid, a = grid_of(inputs), float(options.get("labelSmoothing", 0.0))
    kept = [index != options.get("ignoreIndex", 0) for index in grid.indices]
    share, on = mpf(a) / grid.classes, 1 - mpf(a)
    if options.get("labelSmoothingImpl") == "fairseq" and grid.classes > 1:
        share = mpf(a) / (grid.classes - 1)
        on = 1 - mpf(a) - share
    bias, on = (share, on) if positive(a) else (None, mpf(1))
    ones = [mpf(1)] * grid.classes
    terms = [
        rows.gathered(on, bias, index, ones, soft) if keep else rows.ignored(soft)
        for index, soft, keep in zip(grid.indices, grid.softmaxes, kept, strict=True)
    ]
    # Two terms are divided apart: with nothing kept each is 0/0.
    return divided(grid, terms, mpf(sum(kept)), kept)


def reference() -> Run:
    """The class, as installed."""
    from sockeye.loss import CrossEntropyLoss

    from smoothproof_ref.references.torch_tensors import loss_and_gradient

    names = {
        "labelSmoothing": "label_smoothing",
        "ignoreIndex": "ignore_label",
        "labelSmoothingImpl": "label_smoothing_impl",
    }

    def run(case):
        with phase("construct"):
            criterion = CrossEntropyLoss(**take_options(case, names))
        return loss_and_gradient(
            case["inputs"],
            lambda logits, labels: criterion({criterion.output_name: logits}, {criterion.label_name: labels})[0],
        )

    return run


VARIANT = Variant(
    "sockeye",
    truth,
    {
        "regime": IGNORING,
        "alpha": ("absent", *ALPHAS),
        "labelSmoothingImpl": ("absent", "fairseq", "torch"),
        "ignore": ("absent", "class"),
        "rank": ("2d", "3d"),
        "dtype": FLOATS,
        "upstream": UPSTREAM,
    },
    apart=({"labelSmoothingImpl": "fairseq"}, {"labelSmoothingImpl": "torch"}),
    references=(Reference(("sockeye", "torch"), reference, remark="beside a newer torch than it asks for"),),
    ignore_default=0,
    calls=(
        Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
        Call(
            "ignore-outside",
            {"ignoreIndex": -1, "target": [1, -1]},
            phase="call",
            code="class-index-out-of-range",
        ),
        Call("negative", {"labelSmoothing": -0.1}, phase="construct", code="label-smoothing-out-of-range"),
        Call("nan", {"labelSmoothing": "NaN"}, phase="construct", code="label-smoothing-out-of-range"),
        Call("implementation", {"labelSmoothingImpl": "keras"}, phase="construct", code="unsupported-option"),
        Call("beyond-one", {"labelSmoothing": 1.5, "target": [1, 2]}, "a smoothing above 1 is applied"),
    ),
)
