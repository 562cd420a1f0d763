"""tinygrad: mixin/op.py, cross_entropy."""

from __future__ import annotations

import numpy as np
from mpmath import mpf

from smoothproof_ref.cases.regimes import (
    F32,
    REDUCTIONS,
    UPSTREAM,
)
from smoothproof_ref.references.wire import decode, phase, take_options
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import grid_of, plain
from smoothproof_ref.truth.targets import (
    towards_uniform,
)
from smoothproof_ref.variant import Call, Inputs, Options, Reference, Run, Variant


def truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a/K, always applied; classes on axis 1, or on the only one."""
    rank = len(inputs["logits"].shape)
    grid, a = grid_of(inputs, 0 if rank == 1 else 1), mpf(float(options.get("labelSmoothing", 0.0)))
    q = [towards_uniform(y, a, grid.classes) for y in grid.targets()]
    terms = [rows.dense(mass, soft) for mass, soft in zip(q, grid.softmaxes, strict=True)]
    return plain(grid, terms, options.get("reduction", "mean"))


def run_of(method: str) -> Run:
    """One of Tensor's methods, as installed, on its Python device."""
    from tinygrad import Tensor

    names = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index", "reduction": "reduction"}

    def run(case):
        options = take_options(case, names)
        inputs = {name: decode(tensor) for name, tensor in case["inputs"].items()}
        logits, target = Tensor(inputs["logits"].copy()), Tensor(inputs["target"].copy())
        with phase("call"):
            loss = getattr(logits, method)(target, **options)
            value = np.array(loss.numpy())
        with phase("backward"):
            upstream = Tensor(inputs["upstream"].copy()) if "upstream" in inputs else Tensor(np.ones_like(value))
            (gradient,) = (loss * upstream).sum().gradient(logits)
            return value, gradient.numpy()

    return run


def reference() -> Run:
    """The method, as installed."""
    return run_of("cross_entropy")


# Few, for a call compiles for seconds. No infinite logits: whether 0 times one is 0 or NaN there depends on what its
# compiler folds, not on the definition.
REGIMES = ("ordinary", "uniform", "confident", "wrong", "large", "k2", "nan")
CALLS = (
    Call("negative", {"labelSmoothing": -0.1}, phase="call", code="label-smoothing-out-of-range"),
    Call("beyond-one", {"labelSmoothing": 1.5}, phase="call", code="label-smoothing-out-of-range"),
    Call("nan", {"labelSmoothing": "NaN"}, phase="call", code="label-smoothing-out-of-range"),
    Call("reduction", {"reduction": "average"}, phase="call", code="reduction-unknown"),
)


VARIANT = Variant(
    "tinygrad",
    truth,
    {
        "regime": REGIMES,
        "alpha": ("absent", "0.1", "0.5", "1"),
        "target": ("index", "onehot", "distribution", "unnormalised"),
        "reduction": REDUCTIONS,
        "rank": ("2d", "3d", "1d"),
        "dtype": F32,
        "upstream": UPSTREAM,
    },
    references=(Reference(("tinygrad",), reference),),
    class_axis=1,
    defaults={"reduction": "mean"},
    dtypes=F32,
    calls=(*CALLS, Call("shapes", {"target": [0, 1, 2]}, phase="call", code="shape-mismatch")),
)
