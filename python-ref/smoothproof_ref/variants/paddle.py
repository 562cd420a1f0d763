"""PaddlePaddle: nn/functional/loss.py, cross_entropy in dynamic mode, and common.py, label_smooth."""

from __future__ import annotations

import math

import mpmath
import numpy as np
from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    ALPHAS,
    F32,
    REDUCTIONS,
    UPSTREAM,
)
from smoothproof_ref.references.wire import decode, phase, take_options
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import Grid, divided, grid_of
from smoothproof_ref.truth.row_terms import (
    times,
)
from smoothproof_ref.truth.softmax import Softmax, softmax
from smoothproof_ref.truth.targets import (
    positive,
    towards_uniform,
)
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Row, Run, Variant

# How far below the largest logit of its row Paddle's softmax lets another lie.
MOST_BELOW = 64


def _softmaxes(grid: Grid) -> list[Softmax]:
    """Softmax of each row, with the logits that are further below raised to the bound."""
    return [softmax([max(x, max(row) - MOST_BELOW) for x in row]) for row in grid.exact]


def _or_one(count: mpf) -> mpf:
    """Nothing to divide by is divided by 1."""
    return mpf(1) if count == 0 else count


def _soft(grid: Grid, a: float, options: Options) -> Outcome:
    """Dense rows times the weight that their targets have on average; ignoreIndex masks no row, and where it is not
    negative the mean counts the label's elements instead of rows. The gradient is the fused p - q."""
    q = [towards_uniform(y, mpf(a), grid.classes) if positive(a) else y for y in grid.targets()]
    weight = grid.given("weight", grid.classes)
    of_row = [mpmath.fsum(k * w for k, w in zip(mass, weight, strict=True)) for mass in q]
    terms = [rows.dense_fused(mass, soft) for mass, soft in zip(q, _softmaxes(grid), strict=True)]
    counted = grid.classes if options.get("ignoreIndex", -100) >= 0 else 1
    if "weight" in grid.inputs:
        terms = [times(term, w) for term, w in zip(terms, of_row, strict=True)]
        denominator = _or_one(counted * mpmath.fsum(of_row))
    else:
        denominator = mpf(counted * len(terms))
    return divided(grid, terms, {"mean": denominator, "sum": mpf(1), "none": None}[options.get("reduction", "mean")])


def _hard(grid: Grid, options: Options) -> Outcome:
    """The target's surprisal times its weight. Without weights and with a negative ignoreIndex the mean counts every
    row, ignored ones too."""
    ignore, weight = options.get("ignoreIndex", -100), grid.given("weight", grid.classes)
    kept = [index != ignore for index in grid.indices]
    terms = [
        rows.gathered(mpf(1), None, index, weight, soft) if keep else rows.ignored(soft)
        for index, soft, keep in zip(grid.indices, _softmaxes(grid), kept, strict=True)
    ]
    if "weight" in grid.inputs:
        kept_weight = [weight[i] for i, keep in zip(grid.indices, kept, strict=True) if keep]
        denominator = _or_one(mpmath.fsum(kept_weight))
    else:
        denominator = _or_one(mpf(sum(kept))) if ignore >= 0 else mpf(len(terms))
    denominators = {"mean": denominator, "sum": mpf(1), "none": None}
    return divided(grid, terms, denominators[options.get("reduction", "mean")], kept)


def truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/K where a > 0, which makes the label a soft one; else the plain loss."""
    grid, a = grid_of(inputs), float(options.get("labelSmoothing", 0.0))
    return _soft(grid, a, options) if positive(a) or not grid.by_index else _hard(grid, options)


def ignored_and_soft(row: Row) -> bool:
    """With smoothing an ignored index outside the classes cannot be made one-hot."""
    smoothed = row.get("alpha", "0") not in ("absent", "0")
    outside = row.get("ignore", "absent") == "absent" and row.get("regime") in ("ignored-row", "all-ignored")
    return smoothed and (outside or row.get("ignore") == "minus-one")


def reference() -> Run:
    """The function, as installed, in dynamic mode.

    A distribution needs soft_label=True, except with smoothing, which sets it. The trailing axis of length 1 that an
    unreduced result of a soft label has is dropped.
    """
    import paddle

    paddle.set_device("cpu")
    names = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index", "reduction": "reduction"}

    def run(case):
        options = take_options(case, names)
        inputs = {name: decode(tensor) for name, tensor in case["inputs"].items()}
        a = options.get("label_smoothing", 0.0)
        by_index = inputs["target"].dtype == np.int64
        logits = paddle.to_tensor(inputs["logits"].copy(), stop_gradient=False)
        weight = paddle.to_tensor(inputs["weight"]) if "weight" in inputs else None
        soft = not by_index and not (a > 0 and not math.isnan(a))
        with phase("call"):
            loss = paddle.nn.functional.cross_entropy(
                logits, paddle.to_tensor(inputs["target"]), weight=weight, soft_label=soft, **options
            )
            if options.get("reduction") == "none":
                loss = loss.reshape(inputs["logits"].shape[:-1])
        upstream = paddle.to_tensor(inputs["upstream"]) if "upstream" in inputs else paddle.ones_like(loss)
        with phase("backward"):
            (gradient,) = paddle.grad([loss], [logits], grad_outputs=[upstream])
        return loss.numpy(), gradient.numpy()

    return run


# Gaps above 64 and just below it, and a logit of -Infinity.
FAR_BELOW = [[0.0, -65.0, -200.0], [40.5, -23.25, -60.0], [-300.0, 0.0, -64.5], [1.0, float("-inf"), 0.5]]

VARIANT = Variant(
    "paddle",
    truth,
    {
        # Infinite logits are among the calls: a row with one at -Infinity has a finite loss.
        "regime": ("ordinary", "uniform", "confident", "wrong", "tiny", "k2", "nan", "ignored-row", "all-ignored"),
        "alpha": ("absent", *ALPHAS),
        "target": ("index", "onehot", "distribution", "unnormalised"),
        "ignore": ("absent", "class", "minus-one"),
        "reduction": REDUCTIONS,
        "weight": ("absent", "given", "zero"),
        "rank": ("2d", "3d"),
        "dtype": F32,
        "upstream": UPSTREAM,
    },
    references=(Reference(("paddlepaddle",), reference),),
    defaults={"reduction": "mean"},
    ignore_default=-100,
    rules=(ignored_and_soft,),
    dtypes=F32,
    calls=(
        Call("reduction", {"reduction": "average"}, phase="call", code="reduction-unknown"),
        Call("beyond-one", {"labelSmoothing": 1.5}, phase="call", code="label-smoothing-out-of-range"),
        Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
        Call("negative", {"labelSmoothing": -0.1}, "a negative smoothing means none"),
        Call("nan", {"labelSmoothing": "NaN"}, "a smoothing of NaN means none"),
        *(
            Call(
                f"far-below{kind}",
                {"logits": FAR_BELOW, "target": target, "reduction": "none", **change},
                "a logit more than 64 below the largest of its row is raised to that bound",
            )
            for kind, target, change in (
                ("", [1, 2, 0, 1], {}),
                ("-unsmoothed", [1, 2, 0, 1], {"labelSmoothing": None}),
                ("-distribution", [[0.25, 0.5, 0.25], [0.0, 0.5, 0.5], [0.5, 0.25, 0.25], [0.0, 1.0, 0.0]], {}),
                ("-weighted", [1, 2, 0, 1], {"weight": [1.0, 0.5, 2.0]}),
            )
        ),
    ),
)
