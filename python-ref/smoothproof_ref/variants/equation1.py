"""The article's equations (1) to (4), literally.

(1) y'(k) = y(k)(1 - a) + a/K; (2) H(y, p) = -sum_k log p(k) y(k), with y' for y; (3) a/K = a u(k), u uniform;
(4) H(y', p) = (1 - a) H(y, p) + a H(u, p).
"""

from __future__ import annotations

import ml_dtypes
import numpy as np
from mpmath import mpf

from smoothproof_ref.cases.case import Case
from smoothproof_ref.cases.errors import (
    EMPTY_INDICES,
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
    UPSTREAM_SHAPE,
    empty,
    smoothing_calls,
)
from smoothproof_ref.cases.regimes import LOGIT_REGIMES, SHARED_ALPHAS, TARGETS, UPSTREAM_GIVEN
from smoothproof_ref.cases.space import DTYPES
from smoothproof_ref.nearest import Setup, View, plain_reduction
from smoothproof_ref.references.wire import decode, phase, take_options
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth import Outcome, rows
from smoothproof_ref.truth.grid import grid_of, plain, smoothing_of
from smoothproof_ref.truth.targets import towards_uniform
from smoothproof_ref.variant import Bound, Call, Core, Inputs, Options, Reference, Run, Variant

OUR_CODE = "our code of the article's formula"


def truth(options: Options, inputs: Inputs) -> Outcome:
    """q = y (1 - a) + a / K, cross entropy over the last axis."""
    grid, a = grid_of(inputs), mpf(smoothing_of(options))
    q = [towards_uniform(y, a, grid.classes) for y in grid.targets()]
    terms = [rows.dense(mass, soft) for mass, soft in zip(q, grid.softmaxes, strict=True)]
    return plain(grid, terms, options.get("reduction", "mean"))


def reference() -> Run:
    """Our code, on torch: equations (1) and (2) in the case's dtype, with autograd.

    The same value is computed in numpy float64 by (1) and (2), and by (4) where every term is finite; a disagreement
    beyond the bound ends the process.
    """
    import torch

    from smoothproof_ref.references.torch_tensors import loss_and_gradient

    class Equation1:
        """Cross entropy with the smoothed target of equation (1); classes on the last axis.

        label_smoothing: a in [0, 1], default 0; reduction: mean (over rows), sum or none, default mean.
        """

        def __init__(self, label_smoothing: float = 0.0, reduction: str = "mean") -> None:
            reductions = ("mean", "sum", "none")
            if not 0.0 <= label_smoothing <= 1.0:
                raise ValueError(f"label_smoothing: expected a number in [0, 1], got {label_smoothing}")
            if reduction not in reductions:
                raise ValueError(f"reduction: expected one of {', '.join(reductions)}, got {reduction}")
            self.label_smoothing = label_smoothing
            self.reduction = reduction

        def __call__(self, logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
            """logits [..., K]; target class indices [...] or distribution [..., K]."""
            y = one_hot_or_distribution(logits, target)
            classes = logits.shape[-1]
            smoothed = y * (1.0 - self.label_smoothing) + self.label_smoothing / classes
            rows = -(torch.log_softmax(logits, -1) * smoothed).sum(-1)
            return rows if self.reduction == "none" else getattr(rows, self.reduction)()

    def one_hot_or_distribution(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        """y of equation (1) in the logits' dtype."""
        if not logits.is_floating_point():
            raise TypeError(f"logits: expected floating point numbers, got {logits.dtype}")
        if logits.dim() == 0 or logits.shape[-1] == 0:
            raise ValueError(f"logits: expected at least one class on the last axis, got shape {list(logits.shape)}")
        rows, indices = logits.shape[:-1], not target.is_floating_point()
        if target.shape != (rows if indices else logits.shape):
            if target.shape == (logits.shape if indices else rows):
                wanted = "class indices" if not indices else "floating point numbers"
                raise TypeError(f"target: expected {wanted} for shape {list(target.shape)}, got {target.dtype}")
            raise ValueError(f"target: shape {list(target.shape)} does not fit logits of shape {list(logits.shape)}")
        if not indices:
            return target
        return torch.nn.functional.one_hot(target, logits.shape[-1]).to(logits.dtype)

    def run(case):
        options = take_options(case, {"labelSmoothing": "label_smoothing", "reduction": "reduction"})
        with phase("construct"):
            criterion = Equation1(**options)
        loss, gradient = loss_and_gradient(case["inputs"], criterion)
        check_by_numpy(case, criterion.label_smoothing, criterion.reduction, loss)
        return loss, gradient

    return run


def check_by_numpy(case, a: float, reduction: str, answer: np.ndarray) -> None:
    """Fails unless numpy's float64 value agrees with torch's.

    Bound: (K + rows + 16) eps of the sum of q(k) (|x(k) - max| + log sum + 1), reduced as the loss is, with eps of the
    answer's dtype: every rounding in log-softmax and in the two sums is relative to one of these magnitudes.
    """
    logits = decode(case["inputs"]["logits"])
    target = decode(case["inputs"]["target"])
    classes = logits.shape[-1]
    form = ml_dtypes.finfo(logits.dtype)
    eps = float(form.eps)
    x = logits.astype(np.float64)
    indices = target.dtype.kind == "i"
    y = (np.arange(classes) == target[..., None] if indices else target).astype(np.float64)
    with np.errstate(all="ignore"):
        top = x.max(-1, keepdims=True) if x.size else x.sum(-1, keepdims=True)
        log_sum = np.log(np.exp(x - top).sum(-1, keepdims=True))
        log_p = x - top - log_sum
        q = y * (1.0 - a) + a / classes
        by_2 = -(log_p * q).sum(-1)
        by_4 = (1.0 - a) * -(log_p * y).sum(-1) + a * -(log_p / classes).sum(-1)
        room = (np.abs(q) * (np.abs(x - top) + log_sum + 1.0)).sum(-1)
        if reduction != "none":
            reduce = getattr(np, reduction)
            by_2, by_4, room = (reduce(v) if v.size or reduce is np.sum else np.nan for v in (by_2, by_4, room))
    bound = (classes + x.size // classes + 16) * eps * room + float(form.smallest_normal)
    got = answer.astype(np.float64)
    same_class = np.where(np.isfinite(got), np.isfinite(by_2), (got == by_2) | (np.isnan(got) & np.isnan(by_2)))
    largest = float(form.max)
    overflowed = ~np.isfinite(got) & ((np.abs(by_2) > largest) | bool((np.abs(x - top) > largest).any()))
    finite = np.isfinite(got) & np.isfinite(by_2) & np.isfinite(by_4)
    with np.errstate(all="ignore"):
        near = ~finite | ((np.abs(got - by_2) <= bound) & (np.abs(got - by_4) <= bound))
    if not np.all((same_class | overflowed) & near):
        raise AssertionError(f"{case['id']}: torch {got}, equation (2) {by_2}, equation (4) {by_4}, bound {bound}")


def nearest(view: View) -> Setup | None:
    """The same target, where the classes are on the last axis."""
    if not 0 <= view.alpha <= 1 or view.axis != len(view.shape) - 1:
        return None
    if view.target.dtype == "int64" and not set(view.target.values) <= set(range(view.classes)):
        return None
    return {"reduction": plain_reduction(view)}, {"target": view.target}


def examples() -> list[Case]:
    """The article's own numbers.

    Uniform logits show p - q = 1/4 - q; a class that leads by 4096 shows -q at every other class, bit for bit.
    """
    cases = []
    for dtype in DTYPES:
        for place, logits in (("uniform-logits", [0.0, 0.0, 0.0, 0.0]), ("far-apart", [4096.0, 0.0, 0.0, 0.0])):
            one_hot = Tensor.of(dtype, (1, 4), [0.0, 1.0, 0.0, 0.0])
            for kind, target in (("onehot", one_hot), ("index", Tensor.of("int64", (1,), [1]))):
                name = f"equation1.example.article-{kind}-{place}.{'f32' if dtype == 'float32' else 'f64'}"
                inputs = {"logits": Tensor.of(dtype, (1, 4), logits), "target": target}
                cases.append(Case(name, "equation1", dtype, ["Article"], {"labelSmoothing": 0.1}, inputs))
    return cases


VARIANT = Variant(
    "equation1",
    truth,
    {
        "regime": LOGIT_REGIMES,
        "alpha": SHARED_ALPHAS,
        "target": ("index", *TARGETS),
        "rank": ("2d", "1d", "3d"),
        "reduction": ("mean", "sum", "none"),
        "upstream": UPSTREAM_GIVEN,
    },
    references=(Reference(("torch", "numpy"), reference, process="torch", name="equation1", remark=OUR_CODE),),
    defaults={"reduction": "mean"},
    bound=Bound(
        4,
        4,
        512,
        1024,
        "torch's own log-softmax: one accumulator sums exp over all classes",
    ),
    core=Core(nearest, base=(SMOOTH, {"logits": LOGITS, "target": [2, 0]}), examples=examples),
    calls=(
        *smoothing_calls(
            "construct",
            ("1.5", 1.5),
            ("minus-0.1", -0.1),
            ("nan", "NaN"),
            ("infinity", "Infinity"),
            ("just-above-one", 1.0000001),
        ),
        Call("reduction-avg", {"reduction": "avg"}, phase="construct", code=REDUCTION),
        *INDEX_CALLS,
        Call("batches-differ", {"target": [2, 0, 1]}, phase="call", code=SHAPE),
        Call("distribution-shape", {"target": [*SOFT, SOFT[0]]}, phase="call", code=SHAPE),
        Call("rank-zero", {"logits": np.array(1.0), "target": [0]}, phase="call", code=SHAPE),
        Call("no-classes", {"logits": empty(2, 0)}, phase="call", code=SHAPE),
        Call("target-float-indices", {"target": [2.0, 0.0]}, phase="call", code=TARGET),
        Call("target-integer-distribution", {"target": [[0, 0, 1], [1, 0, 0]]}, phase="call", code=TARGET),
        Call("logits-integers", {"logits": INTEGERS}, phase="call", code=INPUT),
        UPSTREAM_SHAPE,
        Call("empty-batch-mean", EMPTY_INDICES, "the mean over no rows is NaN"),
        Call("empty-batch-sum", {**EMPTY_INDICES, "reduction": "sum"}, "the sum over no rows is 0"),
        Call("distribution-not-one", {"target": NOT_ONE}, "equation (1) asks nothing of y"),
        Call("one-class", {"logits": [[1.5], [-2.0]], "target": [0, 0]}, "with one class p is 1 and the loss 0"),
    ),
)
