"""Liger: ops/cross_entropy.py, the Triton kernel, and transformers/cross_entropy.py, class LigerCrossEntropyLoss."""

from __future__ import annotations

import mpmath
from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    F32,
    IGNORING,
    REDUCTIONS,
    UPSTREAM,
)
from smoothproof_ref.references.wire import phase, take_options
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import divided, grid_of
from smoothproof_ref.truth.row_terms import (
    subtractive,
)
from smoothproof_ref.truth.targets import (
    positive,
)
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant


def truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/V, weights on every term, over the weight of the kept rows; with none kept the loss is 0."""
    grid, a = grid_of(inputs), float(options.get("labelSmoothing", 0.0))
    weight = grid.given("weight", grid.classes)
    kept = [index != options.get("ignoreIndex", -100) for index in grid.indices]
    bias = mpf(a) / grid.classes if positive(a) else None
    reach = max(abs(w) for w in weight)
    terms = [
        subtractive(rows.gathered(1 - mpf(a), bias, index, weight, soft), reach, soft) if keep else rows.ignored(soft)
        for index, soft, keep in zip(grid.indices, grid.softmaxes, kept, strict=True)
    ]
    reduction = options.get("reduction", "mean")
    denominator = mpmath.fsum(weight[index] for index, keep in zip(grid.indices, kept, strict=True) if keep)
    if not any(kept):
        denominator = mpf(1)
    return divided(grid, terms, {"mean": denominator, "sum": mpf(1), "none": None}[reduction], kept)


def reference() -> Run:
    """The class, as installed, its kernel in Triton's interpreter. It overwrites the logits: it gets a copy."""
    from liger_kernel.transformers.cross_entropy import LigerCrossEntropyLoss

    from smoothproof_ref.references.torch_tensors import loss_and_gradient, to_torch

    names = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index", "reduction": "reduction"}

    def run(case):
        options = take_options(case, names)
        if "weight" in case["inputs"]:
            options["weight"] = to_torch(case["inputs"]["weight"])
        with phase("construct"):
            criterion = LigerCrossEntropyLoss(**options)
        return loss_and_gradient(case["inputs"], lambda logits, target: criterion(logits.clone(), target))

    return run


VARIANT = Variant(
    "liger",
    truth,
    {
        "regime": IGNORING,
        "alpha": ("absent", "0.1", "0.5", "1e-6", "1"),
        "ignore": ("absent", "class"),
        "reduction": REDUCTIONS,
        # No weights: Triton's interpreter cannot run that part of the kernel (scalars have no dtype there).
        "dtype": F32,
        "upstream": UPSTREAM,
    },
    references=(Reference(("liger-kernel", "torch", "triton"), reference),),
    defaults={"reduction": "mean"},
    ignore_default=-100,
    dtypes=F32,
    calls=(
        Call("negative", {"labelSmoothing": -0.1}, phase="construct", code="label-smoothing-out-of-range"),
        Call("beyond-one", {"labelSmoothing": 1.5}, phase="construct", code="label-smoothing-out-of-range"),
        Call("nan", {"labelSmoothing": "NaN"}, phase="construct", code="label-smoothing-out-of-range"),
        Call("reduction", {"reduction": "average"}, phase="construct", code="reduction-unknown"),
        Call("class-outside", {"target": [0, 3]}, phase="call", code="class-index-out-of-range"),
    ),
)
