"""The losses whose oracle graphs torch itself writes: each in torch's own operators, with everything a tensor.

A graph must take smoothing, ignored index and class count as inputs, where torch's functions take Python numbers and
bake them in. So each loss is spelled here in the operators that its source uses, in its order; torch's autograd then
gives the gradient.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

TORCH_IGNORES = -100

Loss = Callable[..., Tensor]


def _reduced(rows: Tensor, reduction: str) -> Tensor:
    # Not rows.mean(): ONNX Runtime's ReduceMean of nothing is not NaN.
    return {"none": lambda: rows, "sum": rows.sum, "mean": lambda: rows.sum() / rows.numel()}[reduction]()


def _log1p(y: Tensor) -> Tensor:
    """log(1 + y) in plain operators: torch.log1p is exported as log(1 + y), which loses what y is small for."""
    u = 1 + y
    return torch.where(u == 1, y, torch.log(u) * y / (u - 1))


def _one_hot(target: Tensor, like: Tensor) -> Tensor:
    """1 on each row's class, 0 elsewhere; ``F.one_hot`` would bake the number of classes."""
    classes = torch.arange(like.shape[1])
    return (target.unsqueeze(1) == classes.unsqueeze(0)).to(like.dtype)


def torch_indices(reduction: str) -> Loss:
    """torch.nn.CrossEntropyLoss on class indices: aten's cross_entropy_loss_label_smoothing.

    The unsmoothed part is F.cross_entropy's log_softmax and nll_loss, summed. The spread part is written out: torch
    divides by the number of classes as a number, and a graph would keep that number. So is the mean: the exporter
    gives nll_loss_forward's total weight as 1 (onnxscript 0.7.2 says "fake"), and the gradient of a mean comes out as
    that of the sum.
    """

    def loss(logits: Tensor, target: Tensor, label_smoothing: Tensor, ignore_index: Tensor, weight: Tensor) -> Tensor:
        target = torch.where(target == ignore_index, TORCH_IGNORES, target)
        unsmoothed = "none" if reduction == "none" else "sum"
        log_p = F.log_softmax(logits, 1)
        kept = F.nll_loss(log_p, target, weight, ignore_index=TORCH_IGNORES, reduction=unsmoothed)
        ignored = target == TORCH_IGNORES
        spread = -(log_p * weight).sum(1)
        spread = spread.masked_fill(ignored, 0)
        if reduction == "mean":
            weights = weight.gather(0, target.masked_fill(ignored, 0)).masked_fill(ignored, 0)
            kept, spread = kept / weights.sum(), spread.sum() / weights.sum()
        elif reduction == "sum":
            spread = spread.sum()
        # The gradient passes through both branches of a where: a NaN must not be a factor in the one not taken.
        a = torch.where(label_smoothing > 0, label_smoothing, 0)
        smoothed = (1 - a) * kept + (a / logits.shape[1]) * spread
        return torch.where(a > 0, smoothed, kept)

    return loss


def torch_distribution(reduction: str) -> Loss:
    """torch.nn.CrossEntropyLoss on class probabilities: aten's cross_entropy_loss_prob_target, line by line.

    Called as it is, it would bake the number of classes.
    """

    def loss(logits: Tensor, target: Tensor, label_smoothing: Tensor, weight: Tensor) -> Tensor:
        smoothed = target * (1 - label_smoothing) + label_smoothing / logits.shape[1]
        target = torch.where(label_smoothing > 0, smoothed, target)
        rows = -(F.log_softmax(logits, 1) * target * weight).sum(1)
        return _reduced(rows, reduction)

    return loss


def equation1(kind: str, reduction: str) -> Loss:
    """Equations (1) to (4): q = y (1 - a) + a/K, loss -sum q log softmax(x)."""

    def loss(logits: Tensor, target: Tensor, label_smoothing: Tensor) -> Tensor:
        y = _one_hot(target, logits) if kind == "indices" else target
        q = y * (1 - label_smoothing) + label_smoothing / logits.shape[1]
        return _reduced(-(q * F.log_softmax(logits, 1)).sum(1), reduction)

    return loss


def simple(across: bool) -> Loss:
    """The simple class: a/(classes - 1) everywhere, 1 - a written along axis 1, summed along ``dim``, averaged.

    ``across``: ``dim`` is not the class axis; then the logits are laid out as [rest, classes, dim].
    """
    dim = 2 if across else 1

    def loss(logits: Tensor, target: Tensor, label_smoothing: Tensor, num_classes: Tensor) -> Tensor:
        log_p = logits.log_softmax(dim)
        q = torch.zeros_like(log_p) + label_smoothing / (num_classes - 1)
        kept = (1 - label_smoothing).expand(target.unsqueeze(1).shape)
        q = q.scatter(1, target.unsqueeze(1), kept)
        return _reduced((-q * log_p).sum(dim), "mean")

    return loss


def _laid_out(on: Tensor, off: Tensor, excluded: Tensor, log_probs: Tensor, target: Tensor, kept: Tensor) -> Tensor:
    """Rows with ``on`` at the target, ``off`` elsewhere, 0 on the excluded class and in rows that are not kept."""
    rows, classes = log_probs.shape
    row = torch.where(torch.arange(classes) == excluded, 0, off)
    masses = row.unsqueeze(0).repeat(rows, 1).scatter(1, target.unsqueeze(1), on.expand(rows, 1))
    return masses.masked_fill(~kept.unsqueeze(1), 0)


def opennmt() -> Loss:
    """OpenNMT-py's LabelSmoothingLoss: one row of masses with the ignored class zeroed, the target scattered in.

    F.kl_div's xlogy(q, q) - q * log p, with log q laid out like q: the logarithm of a rounded 1 - a is no longer that
    of 1 - a.
    """

    def loss(log_probs: Tensor, target: Tensor, label_smoothing: Tensor, ignore_index: Tensor) -> Tensor:
        classes = log_probs.shape[1]
        # The source indexes its row of masses as Python does: negative numbers count from the end.
        excluded = torch.where(ignore_index < 0, ignore_index + classes, ignore_index)
        places = (excluded, log_probs, target, target != ignore_index)
        off = label_smoothing / (classes - 2)
        q = _laid_out(1 - label_smoothing, off, *places)
        log_q = _laid_out(_log1p(-label_smoothing), torch.log(off), *places)
        return (torch.where(q == 0, 0, q * log_q) - q * log_probs).sum()

    return loss
