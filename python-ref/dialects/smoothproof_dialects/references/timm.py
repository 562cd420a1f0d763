"""timm: LabelSmoothingCrossEntropy of timm/loss/cross_entropy.py, BinaryCrossEntropy of binary_cross_entropy.py.

Loaded from their files: importing timm needs torchvision.
"""

from __future__ import annotations

from typing import Optional, Union

import torch
import torch.nn.functional
from smoothproof_ref.references.torch_tensors import loss_and_gradient, to_torch
from smoothproof_ref.references.wire import Case, phase, take_options
from torch import nn

from smoothproof_dialects.loading import definitions, installed

SOFTMAX_SHA256 = "020c64c2e4a736dc4fa404b30c4477c005aa8f01168d66d970e32af621356965"
BINARY_SHA256 = "b0ee0f810df8d157b96414fb2d358bc61254fedcf901182f1cec877a11431df1"
NAMES = {"torch": torch, "nn": nn, "F": torch.nn.functional, "Optional": Optional, "Union": Union}
OPTIONS = {"labelSmoothing": "smoothing", "reduction": "reduction", "sumClasses": "sum_classes"}

LabelSmoothingCrossEntropy = definitions(
    installed("timm", "timm/loss/cross_entropy.py"), ("LabelSmoothingCrossEntropy",), SOFTMAX_SHA256, NAMES
).LabelSmoothingCrossEntropy
BinaryCrossEntropy = definitions(
    installed("timm", "timm/loss/binary_cross_entropy.py"), ("BinaryCrossEntropy",), BINARY_SHA256, NAMES
).BinaryCrossEntropy


def run(case: Case):
    """Loss and gradient with respect to ``logits``."""
    options = take_options(case, OPTIONS)
    if "weight" in case["inputs"]:
        options["weight"] = to_torch(case["inputs"]["weight"])
    make = BinaryCrossEntropy if case["variant"] == "timm-binary" else LabelSmoothingCrossEntropy
    with phase("construct"):
        criterion = make(**options)
    return loss_and_gradient(case["inputs"], criterion)
