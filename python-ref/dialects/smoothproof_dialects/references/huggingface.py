"""transformers: LabelSmoother of transformers/trainer_pt_utils.py, lines 434-481, a dataclass."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from smoothproof_ref.references.torch_tensors import loss_and_gradient
from smoothproof_ref.references.wire import Case, phase, take_options
from torch import nn

from smoothproof_dialects.loading import definitions, installed

SHA256 = "1b3af2925c7e4de1b6a8d300cca78278faf94ca6464b5d359ad809ade2c7a81f"
OPTIONS = {"labelSmoothing": "epsilon", "ignoreIndex": "ignore_index"}

LabelSmoother = dataclass(
    definitions(
        installed("transformers", "transformers/trainer_pt_utils.py"),
        ("LabelSmoother",),
        SHA256,
        {"torch": torch, "nn": nn},
    ).LabelSmoother
)


def run(case: Case):
    """Loss and gradient with respect to ``logits``."""
    options = take_options(case, OPTIONS)
    with phase("construct"):
        smoother = LabelSmoother(**options)
    return loss_and_gradient(case["inputs"], lambda logits, target: smoother({"logits": logits}, target))
