"""fairseq: criterions/label_smoothed_cross_entropy.py, function label_smoothed_nll_loss, since 791ab7c2."""

from __future__ import annotations

from collections.abc import Callable

from mpmath import mpf

from smoothproof_ref.cases.errors import odd_smoothings
from smoothproof_ref.cases.regimes import (
    ALPHAS,
    FLOATS,
    IGNORING,
    UPSTREAM,
)
from smoothproof_ref.references.loading import definitions
from smoothproof_ref.references.wheels import FAIRSEQ
from smoothproof_ref.references.wire import take_options
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.truth.row_terms import (
    no_row,
    of_log_probs,
)
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant

Masses = Callable[[mpf, int], tuple[mpf, mpf]]


def _since_2021(a: mpf, classes: int) -> tuple[mpf, mpf]:
    share = a / (classes - 1)
    return 1 - a - share, share


def truth_of(masses: Masses) -> Callable[[Options, Inputs], Outcome]:
    """on * -lp_t + bias * sum(-lp), summed over the kept rows or one by one."""

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


def run_with(function) -> Run:
    """Loss and gradient with respect to ``logProbs``; the trailing axis of an unreduced result is dropped."""
    from smoothproof_ref.references.torch_tensors import loss_and_gradient

    names = {"labelSmoothing": "epsilon", "ignoreIndex": "ignore_index", "reduction": "reduce"}

    def run(case):
        options = take_options(case, names)
        options["reduce"] = options.get("reduce", "sum") == "sum"

        def call(log_probs, target):
            loss = function(log_probs, target, **options)[0]
            return loss if options["reduce"] else loss.reshape(target.shape)

        return loss_and_gradient(case["inputs"], call)

    return run


FILE = "fairseq/criterions/label_smoothed_cross_entropy.py"


def reference() -> Run:
    """The function of 0.12.2, lines 33-50."""
    sha256 = "6813983287619869c4607a8636cdaae4843bebdd3af4725a2e91af02057b451c"
    return run_with(definitions(FAIRSEQ.file(FILE), ("label_smoothed_nll_loss",), sha256).label_smoothed_nll_loss)


SPACE = {
    "regime": IGNORING,
    "alpha": ALPHAS,
    "ignore": ("absent", "class"),
    "reduction": ("sum", "none"),
    "rank": ("2d", "3d"),
    "dtype": FLOATS,
    "upstream": UPSTREAM,
}
CALLS = (
    Call("ignore-outside", {"ignoreIndex": -100, "target": [0, -100]}, phase="call", code="class-index-out-of-range"),
    Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
    *odd_smoothings(),
    Call(
        "nan-ignored",
        {"labelSmoothing": "NaN", "ignoreIndex": 1, "target": [0, 1]},
        "the slopes of an ignored row are 0 whatever the smoothing",
    ),
)
_ONE_CLASS = Call(
    "one-class", {"logProbs": [[0.0], [0.0]], "target": [0, 0]}, phase="call", code="num-classes-too-small"
)


VARIANT = Variant(
    "fairseq",
    truth_of(_since_2021),
    SPACE,
    references=(Reference(("fairseq", "torch"), reference),),
    kind="logProbs",
    defaults={"reduction": "sum"},
    calls=(*CALLS, _ONE_CLASS),
)
