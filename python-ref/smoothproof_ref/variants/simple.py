"""The loss the article calls its second code example, rebuilt from its steps.

Steps (article, section 4, second listing): log-softmax of the predictions along ``dim``; a target filled with
smoothing / (classes - 1); 1 - smoothing written at each row's class, always along axis 1; minus the product summed
along ``dim``; the mean of what is left. Nothing checks smoothing, classes or ``dim``.
"""

from __future__ import annotations

from itertools import zip_longest
from math import prod

import numpy as np
from mpmath import mpf

from smoothproof_ref.cases.errors import (
    EMPTY_INDICES,
    INDEX_CALLS,
    INPUT,
    INTEGERS,
    LOGITS,
    SHAPE,
    SMALL,
    SMOOTH,
    TARGET,
)
from smoothproof_ref.cases.regimes import LOGIT_REGIMES, SHARED_ALPHAS, UPSTREAM_GIVEN
from smoothproof_ref.nearest import Setup, View
from smoothproof_ref.references.wire import phase, take_options
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.arrays import lines
from smoothproof_ref.truth.grid import grid_of, plain, smoothing_of
from smoothproof_ref.variant import Bound, Call, Core, Inputs, Options, Reference, Run, Variant


def truth(options: Options, inputs: Inputs) -> Outcome:
    """Mass laid out along axis 1, softmax and sum along ``dim``, which need not be the same axis.

    ``numClasses`` only divides the smoothing; rows for which there is no target keep a / (K - 1) for every class.
    """
    grid = grid_of(inputs, options.get("dim", -1))
    alpha, classes = mpf(smoothing_of(options)), options["numClasses"]
    mass = [mpf(0)] * prod(grid.shape)
    for index, at in zip_longest(inputs["target"].values, lines(grid.shape, 1)):
        for k, i in enumerate(at):
            mass[i] = 1 - alpha if k == index else alpha / (classes - 1)
    terms = [rows.dense([mass[i] for i in at], soft) for at, soft in zip(grid.where, grid.softmaxes, strict=True)]
    return plain(grid, terms, "mean")


def reference() -> Run:
    """Our class of the article's steps, on torch."""
    import torch
    from torch import nn

    from smoothproof_ref.references.torch_tensors import loss_and_gradient

    class SimpleLabelSmoothing(nn.Module):
        """mean over rows of -sum_c q_c log p_c with q = 1 - a on the class and a / (classes - 1) off it.

        classes: the count that divides a (not checked against the predictions); smoothing: a, any number, default 0;
        dim: axis of log-softmax and of the sum, default -1.
        """

        def __init__(self, classes: int, smoothing: float = 0.0, dim: int = -1) -> None:
            super().__init__()
            self.classes = classes
            self.smoothing = smoothing
            self.dim = dim

        def forward(self, predictions: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
            """predictions: logits [N, K, …]; target: class indices, the same shape without axis 1."""
            log_p = predictions.log_softmax(dim=self.dim)
            with torch.no_grad():
                q = torch.zeros_like(log_p)
                q.fill_(self.smoothing / (self.classes - 1))
                q.scatter_(1, target.unsqueeze(1), 1.0 - self.smoothing)
            return (-q * log_p).sum(dim=self.dim).mean()

    names = {"numClasses": "classes", "labelSmoothing": "smoothing", "dim": "dim"}

    def run(case):
        options = take_options(case, names)
        with phase("construct"):
            criterion = SimpleLabelSmoothing(**options)
        return loss_and_gradient(case["inputs"], criterion)

    return run


def nearest(view: View) -> Setup | None:
    """The target by index, where the classes are on axis 1."""
    target = view.indices()
    if len(view.shape) < 2 or view.axis != 1 or view.classes < 2 or target is None:
        return None
    if not set(target.values) <= set(range(view.classes)):
        return None
    return {"numClasses": view.classes, "dim": view.options.get("dim", 1)}, {"target": target}


def flags(case, row, found) -> list[str]:
    """Where ``dim`` is not the class axis."""
    rank = len(next(iter(case.inputs.values())).shape)
    return ["SoftmaxNotOverClasses"] if case.options.get("dim", -1) % rank != 1 else []


VARIANT = Variant(
    "simple",
    truth,
    {
        # K = 1 divides by zero: an error vector.
        "regime": tuple(regime for regime in LOGIT_REGIMES if regime != "k1"),
        "alpha": (*SHARED_ALPHAS, "-0.1", "uniform", "1.5"),
        "target": ("index",),
        "rank": ("2d", "3d"),
        "reduction": ("mean",),
        "dim": ("absent", "0", "1", "2", "-2"),
        "upstream": UPSTREAM_GIVEN,
    },
    references=(Reference(("torch",), reference, name="simple", remark="our code of the article's steps"),),
    class_axis=1,
    defaults={"reduction": "mean"},
    options_for=lambda classes: {"numClasses": classes},
    bound=Bound(
        4,
        4,
        512,
        1024,
        "torch's own log-softmax: one accumulator sums exp over all classes",
    ),
    core=Core(nearest, base=({**SMOOTH, "numClasses": 3}, {"logits": LOGITS, "target": [2, 0]}), flags=flags),
    calls=(
        Call("one-class", {"numClasses": 1}, phase="call", code=SMALL),
        *INDEX_CALLS,
        Call("batches-differ", {"target": [2, 0, 1]}, phase="call", code=SHAPE),
        Call("rank-one", {"logits": LOGITS[0], "target": np.array(1)}, phase="call", code=SHAPE),
        Call("rank-zero", {"logits": np.array(1.0), "target": np.array(0)}, phase="call", code=SHAPE),
        Call("target-rank-two", {"target": [[2], [0]]}, phase="call", code=SHAPE),
        Call("target-rank-zero", {"target": np.array(1)}, phase="call", code=SHAPE),
        Call("dim-two", {"dim": 2}, phase="call", code=SHAPE),
        Call("target-floats", {"target": [2.0, 0.0]}, phase="call", code=TARGET),
        Call("logits-integers", {"logits": INTEGERS}, phase="call", code=INPUT),
        Call("upstream-shape", {"upstream": [1.0, 2.0]}, phase="backward", code=SHAPE),
        Call("label-smoothing-1.5", {"labelSmoothing": 1.5}, "any a is applied"),
        Call("label-smoothing-minus-0.1", {"labelSmoothing": -0.1}, "any a is applied"),
        Call("label-smoothing-nan", {"labelSmoothing": "NaN"}, "any a is applied"),
        Call("num-classes-five", {"numClasses": 5}, "numClasses only divides a"),
        Call("num-classes-zero", {"numClasses": 0}, "a / (0 - 1) is negative"),
        Call("empty-batch", EMPTY_INDICES, "the mean over no rows is NaN"),
        Call("dim-zero", {"dim": 0}, "log-softmax runs over the rows, the target's classes stay on axis 1"),
    ),
)
