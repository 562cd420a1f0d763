"""MindSpore: ops/function/nn_func.py, ops.cross_entropy."""

from __future__ import annotations

import mpmath
import numpy as np
from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    ALPHAS,
    F32,
    REDUCTIONS,
    SOFTMAX,
    UPSTREAM,
)
from smoothproof_ref.references.wire import decode, phase, take_options
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import Grid, divided, grid_of, plain
from smoothproof_ref.truth.row_terms import (
    subtractive,
)
from smoothproof_ref.truth.targets import (
    positive,
    towards_uniform,
)
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant


def _by_distribution(grid: Grid, a: float, options: Options) -> Outcome:
    """Dense, weights on every term, the mean over rows; ignoreIndex has no effect."""
    weight, terms = grid.given("weight", grid.classes), []
    for y, soft in zip(grid.targets(), grid.softmaxes, strict=True):
        q = towards_uniform(y, mpf(a), grid.classes) if positive(a) else y
        mass = [k * w for k, w in zip(q, weight, strict=True)]
        terms.append(subtractive(rows.dense(mass, soft), mpmath.fsum(abs(m) for m in mass), soft))
    return plain(grid, terms, options.get("reduction", "mean"))


def truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/K, weights on every term, always smoothed; over the kept rows' weight. Classes on axis 1."""
    grid, a = grid_of(inputs, 0 if len(inputs["logits"].shape) == 1 else 1), float(options.get("labelSmoothing", 0.0))
    if not grid.by_index:
        return _by_distribution(grid, a, options)
    weight, ignore = grid.given("weight", grid.classes), options.get("ignoreIndex", -100)
    kept = [index != ignore for index in grid.indices]
    bias = mpf(a) / grid.classes
    terms = [
        subtractive(rows.gathered(1 - mpf(a), bias, index, weight, soft), max(map(abs, weight)), soft)
        if keep
        else rows.ignored(soft)
        for index, soft, keep in zip(grid.indices, grid.softmaxes, kept, strict=True)
    ]
    total = mpmath.fsum(weight[i] for i, keep in zip(grid.indices, kept, strict=True) if keep)
    # The hard and the smooth term are divided apart: the hard one is 0/0 where no weight is left.
    denominators = {"mean": mpmath.nan if total == 0 else total, "sum": mpf(1), "none": None}
    return divided(grid, terms, denominators[options.get("reduction", "mean")], kept)


def reference() -> Run:
    """The function, as installed, in PyNative mode on the CPU."""
    import mindspore as ms

    ms.set_context(mode=ms.PYNATIVE_MODE)
    ms.set_device("CPU")
    names = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index", "reduction": "reduction"}

    def run(case):
        options = take_options(case, names)
        inputs = {name: decode(tensor) for name, tensor in case["inputs"].items()}
        target = inputs["target"]
        labels = ms.Tensor(target.astype(np.int32) if target.dtype == np.int64 else target)
        weight = ms.Tensor(inputs["weight"]) if "weight" in inputs else None

        def call(logits):
            return ms.ops.cross_entropy(logits, labels, weight, **options)

        logits = ms.Tensor(inputs["logits"])
        with phase("call"):
            loss = call(logits).asnumpy()
        upstream = ms.Tensor(inputs.get("upstream", np.ones_like(loss)))
        with phase("backward"):
            gradient = ms.grad(lambda x: (call(x) * upstream).sum())(logits).asnumpy()
        return np.array(loss), np.array(gradient)

    return run


VARIANT = Variant(
    "mindspore",
    truth,
    {
        "regime": (*SOFTMAX, "ignored-row", "all-ignored"),
        "alpha": ("absent", *ALPHAS),
        "target": ("index", "onehot", "distribution", "unnormalised"),
        "ignore": ("absent", "class", "minus-one"),
        "reduction": REDUCTIONS,
        "weight": ("absent", "given", "zero"),
        "rank": ("2d", "3d"),
        "dtype": F32,
        "upstream": UPSTREAM,
    },
    references=(Reference(("mindspore",), reference),),
    class_axis=1,
    defaults={"reduction": "mean"},
    ignore_default=-100,
    dtypes=F32,
    calls=(
        Call("negative", {"labelSmoothing": -0.1}, phase="call", code="label-smoothing-out-of-range"),
        Call("reduction", {"reduction": "average"}, phase="call", code="reduction-unknown"),
        Call("beyond-one", {"labelSmoothing": 1.5}, "a smoothing above 1 is applied"),
    ),
)
