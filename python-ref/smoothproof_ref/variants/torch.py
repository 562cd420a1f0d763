"""torch.nn.CrossEntropyLoss of torch 2.15.0, as installed.

Its definition: torch/nn/modules/loss.py (class CrossEntropyLoss) and aten/src/ATen/native/LossNLL.cpp
(cross_entropy_loss_prob_target, cross_entropy_loss_label_smoothing).
"""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
from mpmath import mpf

from smoothproof_ref.cases.case import Case
from smoothproof_ref.cases.errors import (
    CUBE,
    EMPTY_INDICES,
    IGNORE_WITH_DISTRIBUTION,
    INDEX_CALLS,
    INPUT,
    INTEGERS,
    LOGITS,
    NOT_ONE,
    REDUCTION,
    SHAPE,
    SMOOTH,
    SOFT,
    TARGET,
    WEIGHT,
    smoothing_calls,
)
from smoothproof_ref.cases.regimes import LOGIT_REGIMES, SHARED_ALPHAS, TARGETS, UPSTREAM_GIVEN
from smoothproof_ref.cases.space import DTYPES, Exclusion
from smoothproof_ref.nearest import Setup, View, plain_reduction
from smoothproof_ref.references.wire import phase, take_options
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import divided, grid_of, smoothing_of
from smoothproof_ref.truth.targets import positive, towards_uniform
from smoothproof_ref.variant import Bound, Call, Core, Inputs, Options, Reference, Run, Variant

IGNORED_BY_DEFAULT = -100


def truth(options: Options, inputs: Inputs) -> Outcome:
    """Class axis 0 of one axis, else 1. A smoothing that is not above 0 is off (negative, NaN)."""
    grid, alpha = grid_of(inputs, 0 if len(inputs["logits"].shape) == 1 else 1), smoothing_of(options)
    smoothed, a = positive(alpha), mpf(alpha) if positive(alpha) else mpf(0)
    weight, kept = grid.given("weight", grid.classes), None
    if grid.by_index:
        kept = [index != options.get("ignoreIndex", IGNORED_BY_DEFAULT) for index in grid.indices]
        bias = a / grid.classes if smoothed else None
        terms = [
            rows.gathered(1 - a, bias, index, weight, soft) if keep else rows.ignored(soft)
            for index, keep, soft in zip(grid.indices, kept, grid.softmaxes, strict=True)
        ]
        total = mpmath.fsum(weight[index] for index, keep in zip(grid.indices, kept, strict=True) if keep)
        # The hard and the smooth term are divided apart, so that without weight the hard one is 0 / 0 already.
        denominator = mpmath.nan if total == 0 else total
    else:
        q = [towards_uniform(y, a, grid.classes) if smoothed else y for y in grid.targets()]
        mass = [[k * w for k, w in zip(row, weight, strict=True)] for row in q]
        terms = [rows.dense(m, soft) for m, soft in zip(mass, grid.softmaxes, strict=True)]
        denominator = mpf(len(terms))
    denominators = {"mean": denominator, "sum": mpf(1), "none": None}
    # An ignored row's gradient is set to 0, not divided: it stays 0 where the denominator is 0 too.
    return divided(grid, terms, denominators[options.get("reduction", "mean")], kept)


def reference() -> Run:
    """The class; float64 cases differ from float32 ones in the tensors' dtype only."""
    import torch

    from smoothproof_ref.references.torch_tensors import loss_and_gradient, to_torch

    names = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index", "reduction": "reduction"}

    def run(case):
        options, inputs = take_options(case, names), case["inputs"]
        weight = to_torch(inputs["weight"]) if "weight" in inputs else None
        with phase("construct"):
            criterion = torch.nn.CrossEntropyLoss(weight=weight, **options)
        if case.get("form") == "autocast":
            return loss_and_gradient(inputs, autocast(criterion), torch.bfloat16)
        return loss_and_gradient(inputs, criterion)

    def autocast(criterion):
        """The criterion under automatic mixed precision on the CPU."""

        def call(logits, target):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                return criterion(logits, target)

        return call

    return run


def nearest(view: View) -> Setup | None:
    """The same target, weights and ignoreIndex, where the classes are on torch's axis."""
    if view.alpha > 1 or view.axis != (1 if len(view.shape) > 1 else 0):
        return None
    options: dict[str, Any] = {"reduction": plain_reduction(view)}
    inputs: dict[str, Any] = {"target": view.target}
    if view.target.dtype == "int64":
        if "ignoreIndex" in view.options:
            options["ignoreIndex"] = view.options["ignoreIndex"]
        allowed = {options.get("ignoreIndex", IGNORED_BY_DEFAULT), *range(view.classes)}
        if not set(view.target.values) <= allowed:
            return None
    if "weight" in view.inputs:
        inputs["weight"] = view.inputs["weight"]
    return options, inputs


def examples() -> list[Case]:
    """An ignored row's gradient is +0 in torch, also where the incoming gradient is negative."""
    cases = []
    for dtype in DTYPES:
        inputs = {
            "logits": Tensor.of(dtype, (2, 3), [1.0, 2.0, 0.5, -1.0, 0.25, 3.0]),
            "target": Tensor.of("int64", (2,), [0, 2]),
            "upstream": Tensor.of(dtype, (2,), [1.0, -1.5]),
        }
        name = f"torch.example.ignored-row-zeros.{'f32' if dtype == 'float32' else 'f64'}"
        options = {"labelSmoothing": 0.1, "ignoreIndex": 2, "reduction": "none"}
        flags = ["IgnoredRow", "IgnoreIndex", "SignedZero", "Upstream"]
        cases.append(Case(name, "torch", dtype, flags, options, inputs))
    return cases


VARIANT = Variant(
    "torch",
    truth,
    {
        "regime": (*LOGIT_REGIMES, "ignored-row", "all-ignored", "weight-zero"),
        "alpha": (*SHARED_ALPHAS, "-0.1", "NaN"),
        "target": ("index", *TARGETS),
        "rank": ("2d", "1d", "3d", "4d"),
        "reduction": ("mean", "sum", "none"),
        "ignore": ("absent", "class", "outside"),
        "weight": ("none", "positive", "zero"),
        "upstream": UPSTREAM_GIVEN,
    },
    references=(Reference(("torch",), reference),),
    class_axis=1,
    defaults={"reduction": "mean"},
    ignore_default=IGNORED_BY_DEFAULT,
    bound=Bound(
        4,
        4,
        512,
        1024,
        "measured 2 up to 256 classes, 46 over 8210, 410 over 262144: one accumulator sums exp over all of them",
    ),
    core=Core(
        nearest,
        base=(SMOOTH, {"logits": LOGITS, "target": [2, 0]}),
        examples=examples,
        exclusions=(
            Exclusion("regime", ("k1",), "ignore", ("class",), "the only class is either the target or ignored"),
        ),
        off_below_zero=True,
        ignores_last=True,
    ),
    calls=(
        *smoothing_calls("call", ("1.5", 1.5), ("infinity", "Infinity"), ("just-above-one", 1.0000001)),
        *INDEX_CALLS,
        Call("batches-differ", {"target": [2, 0, 1]}, phase="call", code=SHAPE),
        Call("spatial-shape", {"logits": CUBE, "target": [[0, 1], [1, 0]]}, phase="call", code=SHAPE),
        Call("distribution-shape", {"target": [*SOFT, SOFT[0]]}, phase="call", code=SHAPE),
        Call("rank-zero", {"logits": np.array(1.0), "target": [0]}, phase="call", code=SHAPE),
        Call("target-float-indices", {"target": [2.0, 0.0]}, phase="call", code=TARGET),
        Call("target-integer-distribution", {"target": [[0, 0, 1], [1, 0, 0]]}, phase="call", code=TARGET),
        Call("logits-integers", {"logits": INTEGERS}, phase="call", code=INPUT),
        Call("weight-length", {"weight": [1.0, 2.0, 3.0, 4.0]}, phase="call", code=WEIGHT),
        Call("weight-length-distribution", {"weight": [1.0, 2.0], "target": SOFT}, phase="call", code=WEIGHT),
        Call("weight-rank-two", {"weight": [[1.0, 2.0, 3.0]]}, phase="call", code=WEIGHT),
        Call("reduction-avg", {"reduction": "avg"}, phase="call", code=REDUCTION),
        Call(
            "ignore-index-distribution", {"ignoreIndex": 0, "target": SOFT}, phase="call", code=IGNORE_WITH_DISTRIBUTION
        ),
        Call("upstream-shape", {"upstream": [1.0, 2.0, 3.0]}, phase="backward", code=SHAPE),
        Call("label-smoothing-minus-0.1", {"labelSmoothing": -0.1}, "only a > 0 smooths, so a negative a is off"),
        Call("label-smoothing-nan", {"labelSmoothing": "NaN"}, "NaN > 0 is false, so smoothing is off"),
        Call("label-smoothing-minus-infinity", {"labelSmoothing": "-Infinity"}, "only a > 0 smooths"),
        Call("all-ignored-mean", {"target": [-100, -100]}, "the mean over no rows is NaN"),
        Call("all-ignored-sum", {"target": [-100, -100], "reduction": "sum"}, "the sum over no rows is 0"),
        Call("empty-batch-mean", EMPTY_INDICES, "the mean over no rows is NaN"),
        Call("empty-batch-sum", {**EMPTY_INDICES, "reduction": "sum"}, "the sum over no rows is 0"),
        Call("zero-weight-mean", {"weight": [0.0, 2.0, 0.0]}, "a weight sum of 0 divides 0 by 0"),
        Call("negative-weight", {"weight": [1.0, 2.0, -0.5]}, "weights are not checked"),
        Call("ignore-index-beyond-k", {"ignoreIndex": 7, "target": [2, 7]}, "ignore_index need not be a class"),
        Call(
            "ignore-index-negative-distribution",
            {"ignoreIndex": -1, "target": SOFT},
            "only ignore_index >= 0 is refused",
        ),
        Call("distribution-not-one", {"target": NOT_ONE}, "rows of a distribution are not checked"),
        Call("one-class", {"logits": [[1.5], [-2.0]], "target": [0, 0]}, "with one class p is 1 and the loss 0"),
    ),
)
