"""MMPretrain: LabelSmoothLoss of mmpretrain/models/losses/label_smooth_loss.py, lines 10-177, with what it calls."""

from __future__ import annotations

import functools

import torch
import torch.nn.functional
from smoothproof_ref.references.torch_tensors import loss_and_gradient
from smoothproof_ref.references.wire import Case, decode, phase, take_options
from torch import nn

from smoothproof_dialects.loading import definitions, installed

UTILS_SHA256 = "446d5e2fc4bbd1346c0ac2dec36d11084c26c324329d8b39e42d4decab790ef4"
CROSS_ENTROPY_SHA256 = "50aef1122e7be6f21768e1848665716e7df3e6a81f5fa424d06301e3c5d1f7fd"
SMOOTH_SHA256 = "c2d6aa4a8b705235ee64ca36aaafd40e210437bc53868f00e236e8e79a9d85d7"
FOLDER = "mmpretrain/models/losses"
OPTIONS = {
    "labelSmoothing": "label_smooth_val",
    "mode": "mode",
    "useSigmoid": "use_sigmoid",
    "reduction": "reduction",
}
NAMES = {"torch": torch, "nn": nn, "F": torch.nn.functional, "functools": functools}

utils = definitions(
    installed("mmpretrain", f"{FOLDER}/utils.py"),
    ("reduce_loss", "weight_reduce_loss", "convert_to_one_hot"),
    UTILS_SHA256,
    NAMES,
)
CrossEntropyLoss = definitions(
    installed("mmpretrain", f"{FOLDER}/cross_entropy_loss.py"),
    ("cross_entropy", "soft_cross_entropy", "binary_cross_entropy", "CrossEntropyLoss"),
    CROSS_ENTROPY_SHA256,
    {**NAMES, "weight_reduce_loss": utils.weight_reduce_loss},
).CrossEntropyLoss
LabelSmoothLoss = definitions(
    installed("mmpretrain", f"{FOLDER}/label_smooth_loss.py"),
    ("LabelSmoothLoss",),
    SMOOTH_SHA256,
    {**NAMES, "CrossEntropyLoss": CrossEntropyLoss, "convert_to_one_hot": utils.convert_to_one_hot},
).LabelSmoothLoss


def run(case: Case):
    """Loss and gradient with respect to ``logits``."""
    options = take_options(case, OPTIONS)
    if case["variant"] == "mmpretrain-multi-label":
        options |= {"mode": "multi_label", "use_sigmoid": True}
    if "weight" in case["inputs"]:
        options["class_weight"] = decode(case["inputs"]["weight"]).tolist()
    with phase("construct"):
        criterion = LabelSmoothLoss(**options)
    return loss_and_gradient(case["inputs"], criterion)
