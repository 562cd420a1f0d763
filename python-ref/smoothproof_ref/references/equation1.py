"""The article's equations (1) to (4), literally.

(1) y'(k) = y(k)(1 - a) + a/K; (2) H(y, p) = -sum_k log p(k) y(k), with y' for y; (3) a/K = a u(k), u uniform;
(4) H(y', p) = (1 - a) H(y, p) + a H(u, p).
The answer comes from (1) and (2) in torch, in the case's dtype, with autograd. The same value is computed in numpy
float64 by (1) and (2), and by (4) where every term is finite; a disagreement beyond the bound ends the process.
"""

from __future__ import annotations

import numpy as np
import torch

from .torch_tensors import loss_and_gradient
from .wire import Case, decode, phase, serve, take_options

OPTIONS = {"labelSmoothing": "label_smoothing", "reduction": "reduction"}
REDUCTIONS = ("mean", "sum", "none")


class Equation1:
    """Cross entropy with the smoothed target of equation (1); classes on the last axis.

    label_smoothing: a in [0, 1], default 0; reduction: mean (over rows), sum or none, default mean.
    """

    def __init__(self, label_smoothing: float = 0.0, reduction: str = "mean") -> None:
        if not 0.0 <= label_smoothing <= 1.0:
            raise ValueError(f"label_smoothing: expected a number in [0, 1], got {label_smoothing}")
        if reduction not in REDUCTIONS:
            raise ValueError(f"reduction: expected one of {', '.join(REDUCTIONS)}, got {reduction}")
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


def check_by_numpy(case: Case, criterion: Equation1, answer: np.ndarray) -> None:
    """Fails unless numpy's float64 value agrees with torch's.

    Bound: (K + rows + 16) eps of the sum of q(k) (|x(k) - max| + log sum + 1), reduced as the loss is, with eps of the
    answer's dtype: every rounding in log-softmax and in the two sums is relative to one of these magnitudes.
    """
    logits = decode(case["inputs"]["logits"])
    target = decode(case["inputs"]["target"])
    a, classes = criterion.label_smoothing, logits.shape[-1]
    eps = float(np.finfo(logits.dtype).eps)
    x = logits.astype(np.float64)
    y = np.eye(classes)[target] if target.dtype.kind == "i" else target.astype(np.float64)
    with np.errstate(all="ignore"):
        top = x.max(-1, keepdims=True) if x.size else x.sum(-1, keepdims=True)
        log_sum = np.log(np.exp(x - top).sum(-1, keepdims=True))
        log_p = x - top - log_sum
        q = y * (1.0 - a) + a / classes
        by_2 = -(log_p * q).sum(-1)
        by_4 = (1.0 - a) * -(log_p * y).sum(-1) + a * -(log_p / classes).sum(-1)
        room = (np.abs(q) * (np.abs(x - top) + log_sum + 1.0)).sum(-1)
        if criterion.reduction != "none":
            reduce = getattr(np, criterion.reduction)
            by_2, by_4, room = (reduce(v) if v.size or reduce is np.sum else np.nan for v in (by_2, by_4, room))
    bound = (classes + x.size // classes + 16) * eps * room + float(np.finfo(logits.dtype).tiny)
    got = answer.astype(np.float64)
    same_class = np.where(np.isfinite(got), np.isfinite(by_2), (got == by_2) | (np.isnan(got) & np.isnan(by_2)))
    largest = float(np.finfo(logits.dtype).max)
    overflowed = ~np.isfinite(got) & ((np.abs(by_2) > largest) | bool((np.abs(x - top) > largest).any()))
    finite = np.isfinite(got) & np.isfinite(by_2) & np.isfinite(by_4)
    with np.errstate(all="ignore"):
        near = ~finite | ((np.abs(got - by_2) <= bound) & (np.abs(got - by_4) <= bound))
    if not np.all((same_class | overflowed) & near):
        raise AssertionError(f"{case['id']}: torch {got}, equation (2) {by_2}, equation (4) {by_4}, bound {bound}")


def run(case: Case):
    """Loss and gradient with respect to ``logits``, after the check in float64."""
    options = take_options(case, OPTIONS)
    with phase("construct"):
        criterion = Equation1(**options)
    loss, gradient = loss_and_gradient(case["inputs"], criterion)
    check_by_numpy(case, criterion, loss)
    return loss, gradient


if __name__ == "__main__":
    serve(run)
