"""NeMo: SmoothedCrossEntropyLoss of nemo/collections/common/losses/smoothed_cross_entropy.py, lines 25-109.

Its base class is a torch module with typed ports, its decorator checks them: neither computes anything.
"""

from __future__ import annotations

from typing import Optional

import torch
from smoothproof_ref.references.torch_tensors import loss_and_gradient
from smoothproof_ref.references.wire import Case, phase, take_options

from smoothproof_dialects.loading import definitions, installed

SHA256 = "2e0b5973e747d0c05f98a705f51212c537952e5d4783ecbc070ac3804c91177e"
OPTIONS = {"labelSmoothing": "label_smoothing", "ignoreIndex": "pad_id", "reduction": "per_token_reduction"}


def unchecked():
    """Stands for typecheck(): the decorated method as it is."""
    return lambda method: method


SmoothedCrossEntropyLoss = definitions(
    installed("nemo-toolkit", "nemo/collections/common/losses/smoothed_cross_entropy.py"),
    ("SmoothedCrossEntropyLoss",),
    SHA256,
    {"torch": torch, "Optional": Optional, "Loss": torch.nn.Module, "typecheck": unchecked},
).SmoothedCrossEntropyLoss


def run(case: Case):
    """Loss and gradient with respect to ``logProbs``."""
    options = take_options(case, OPTIONS)
    options["per_token_reduction"] = options.get("per_token_reduction", "mean") == "mean"
    with phase("construct"):
        criterion = SmoothedCrossEntropyLoss(**options)
    return loss_and_gradient(case["inputs"], criterion)
