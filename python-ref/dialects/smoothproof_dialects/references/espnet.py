"""ESPnet: LabelSmoothingLoss of espnet/nets/pytorch_backend/transformer/label_smoothing_loss.py, lines 13-63."""

from __future__ import annotations

import torch
from smoothproof_ref.references.torch_tensors import loss_and_gradient
from smoothproof_ref.references.wire import Case, phase, take_options
from torch import nn

from smoothproof_dialects.loading import definitions, installed

SHA256 = "d471216e459ce951e1af5a4f55c2e1680451bf112ed75fd2a56a673c9d223300"
OPTIONS = {
    "numClasses": "size",
    "ignoreIndex": "padding_idx",
    "labelSmoothing": "smoothing",
    "reduction": "normalize_length",
}

LabelSmoothingLoss = definitions(
    installed("espnet", "espnet/nets/pytorch_backend/transformer/label_smoothing_loss.py"),
    ("LabelSmoothingLoss",),
    SHA256,
    {"torch": torch, "nn": nn},
).LabelSmoothingLoss


def run(case: Case):
    """Loss and gradient with respect to ``logits``."""
    options = take_options(case, OPTIONS)
    options["normalize_length"] = options.get("normalize_length", "batch") == "tokens"
    with phase("construct"):
        criterion = LabelSmoothingLoss(**options)
    return loss_and_gradient(case["inputs"], criterion)
