"""liger_kernel.transformers.cross_entropy.LigerCrossEntropyLoss, as installed, its kernel in Triton's interpreter."""

from __future__ import annotations

from liger_kernel.transformers.cross_entropy import LigerCrossEntropyLoss
from smoothproof_ref.references.torch_tensors import loss_and_gradient, to_torch
from smoothproof_ref.references.wire import Case, phase, take_options

OPTIONS = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index", "reduction": "reduction"}


def run(case: Case):
    """Loss and gradient with respect to ``logits``, which the kernel overwrites: it gets a copy."""
    options = take_options(case, OPTIONS)
    if "weight" in case["inputs"]:
        options["weight"] = to_torch(case["inputs"]["weight"])
    with phase("construct"):
        criterion = LigerCrossEntropyLoss(**options)
    return loss_and_gradient(case["inputs"], lambda logits, target: criterion(logits.clone(), target))
