"""ClassyVision: LabelSmoothingCrossEntropyLoss of classy_vision/losses/label_smoothing_loss.py, lines 17-107.

With SoftTargetCrossEntropyLoss, which it ends in, and convert_to_one_hot. Their base class, ClassyLoss, is a torch
module.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional
from smoothproof_ref.references.torch_tensors import loss_and_gradient
from smoothproof_ref.references.wire import Case, phase, take_options

from smoothproof_dialects.loading import definitions, installed

ONE_HOT_SHA256 = "4531d2ae5af9f46a537f39c020f7f0154a9122b8e15f08fe805ae1fb861a4823"
SOFT_SHA256 = "5ac63375047b5b705a04a4fd28b98e31ae6d9427eb2f1245ba27ecfab20ff15f"
SMOOTHING_SHA256 = "2d5eb477fa91de9c5602ce536d0f372b732622bdde325d8f068e5e0be4ca4968"
OPTIONS = {"labelSmoothing": "smoothing_param", "ignoreIndex": "ignore_index", "reduction": "reduction"}

convert_to_one_hot = definitions(
    installed("classy-vision", "classy_vision/generic/util.py"),
    ("convert_to_one_hot",),
    ONE_HOT_SHA256,
    {"torch": torch},
).convert_to_one_hot
NAMES = {
    "torch": torch,
    "np": np,
    "F": torch.nn.functional,
    "ClassyLoss": torch.nn.Module,
    "convert_to_one_hot": convert_to_one_hot,
}
SoftTargetCrossEntropyLoss = definitions(
    installed("classy-vision", "classy_vision/losses/soft_target_cross_entropy_loss.py"),
    ("SoftTargetCrossEntropyLoss",),
    SOFT_SHA256,
    NAMES,
).SoftTargetCrossEntropyLoss
LabelSmoothingCrossEntropyLoss = definitions(
    installed("classy-vision", "classy_vision/losses/label_smoothing_loss.py"),
    ("LabelSmoothingCrossEntropyLoss",),
    SMOOTHING_SHA256,
    {**NAMES, "SoftTargetCrossEntropyLoss": SoftTargetCrossEntropyLoss},
).LabelSmoothingCrossEntropyLoss


def run(case: Case):
    """Loss and gradient with respect to ``logits``."""
    with phase("construct"):
        criterion = LabelSmoothingCrossEntropyLoss(**take_options(case, OPTIONS))
    return loss_and_gradient(case["inputs"], criterion)
