"""joeynmt.loss.XentLoss, as installed."""

from __future__ import annotations

from joeynmt.loss import XentLoss
from smoothproof_ref.references.torch_tensors import loss_and_gradient
from smoothproof_ref.references.wire import Case, phase, take_options

OPTIONS = {"labelSmoothing": "smoothing", "ignoreIndex": "pad_index"}


def run(case: Case):
    """Loss and gradient with respect to ``logProbs``."""
    with phase("construct"):
        criterion = XentLoss(**take_options(case, OPTIONS))
    return loss_and_gradient(case["inputs"], lambda log_probs, target: criterion(log_probs, trg=target))
