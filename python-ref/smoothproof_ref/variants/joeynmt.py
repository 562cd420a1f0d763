"""JoeyNMT: loss.py, class XentLoss: 1 - a on the target, a/(V-2) elsewhere, nothing on the padding class."""

from __future__ import annotations

from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    ALPHAS,
    F32,
    UPSTREAM,
)
from smoothproof_ref.references.wire import phase, take_options
from smoothproof_ref.truth import Outcome
from smoothproof_ref.truth.grid import Grid, divided, grid_of
from smoothproof_ref.truth.row_terms import (
    divergence_of_log_probs,
    no_row,
    of_log_probs,
)
from smoothproof_ref.truth.targets import (
    off_target_and_padding,
    positive,
)
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant


def diverging(grid: Grid, a: mpf, padding: int) -> Outcome:
    """The summed divergence; rows of the padding class have no mass."""
    terms = []
    for index, row in zip(grid.indices, grid.exact, strict=True):
        mass = off_target_and_padding(index, grid.classes, a, padding)
        terms.append(divergence_of_log_probs([mpf(0)] * grid.classes if index == padding else mass, row))
    return divided(grid, terms, mpf(1))


def truth(options: Options, inputs: Inputs) -> Outcome:
    """The divergence where a > 0, else the negative log-likelihood of the kept rows; summed."""
    grid, a = grid_of(inputs), float(options.get("labelSmoothing", 0.0))
    if positive(a):
        return diverging(grid, mpf(a), options["ignoreIndex"])
    kept = [index != options["ignoreIndex"] for index in grid.indices]
    terms = [
        of_log_probs(mpf(1), None, index, row) if keep else no_row(grid.classes)
        for index, row, keep in zip(grid.indices, grid.exact, kept, strict=True)
    ]
    return divided(grid, terms, mpf(1), kept)


def reference() -> Run:
    """The class, as installed."""
    from joeynmt.loss import XentLoss

    from smoothproof_ref.references.torch_tensors import loss_and_gradient

    names = {"labelSmoothing": "smoothing", "ignoreIndex": "pad_index"}

    def run(case):
        with phase("construct"):
            criterion = XentLoss(**take_options(case, names))
        return loss_and_gradient(case["inputs"], lambda log_probs, target: criterion(log_probs, trg=target))

    return run


REGIMES = (
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
SPACE = {
    "regime": REGIMES,
    "alpha": ("absent", *ALPHAS),
    "ignore": ("class",),
    "dtype": F32,
    "upstream": UPSTREAM,
}
TWO_CLASSES = {"logProbs": [[-0.5, -1.0], [-0.25, -2.0]], "target": [0, 0]}


VARIANT = Variant(
    "joeynmt",
    truth,
    {**SPACE, "rank": ("2d", "3d")},
    references=(Reference(("joeynmt", "torch"), reference),),
    kind="logProbs",
    dtypes=F32,
    calls=(
        Call("two-classes", TWO_CLASSES, phase="call", code="num-classes-too-small"),
        Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
        Call("negative", {"labelSmoothing": -0.1}, "a negative smoothing means none"),
        # NaN is neither <= 0 nor > 0: the divergence is made, and the indices stay what they are.
        Call("nan", {"labelSmoothing": "NaN"}, phase="call", code="label-smoothing-out-of-range"),
        Call("beyond-one", {"labelSmoothing": 1.5}, "a smoothing above 1 is applied: the logarithm of a mass is NaN"),
    ),
)
