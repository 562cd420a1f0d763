"""torch.nn.CrossEntropyLoss of torch 2.15.0, as installed.

Its definition: torch/nn/modules/loss.py (class CrossEntropyLoss) and aten/src/ATen/native/LossNLL.cpp
(cross_entropy_loss_prob_target, cross_entropy_loss_label_smoothing).
float64 cases differ from float32 ones in the tensors' dtype only.
"""

from __future__ import annotations

import torch

from .torch_tensors import loss_and_gradient, to_torch
from .wire import Case, phase, serve, take_options

OPTIONS = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index", "reduction": "reduction"}


def run(case: Case):
    """Loss and gradient with respect to ``logits``."""
    options = take_options(case, OPTIONS)
    inputs = case["inputs"]
    weight = to_torch(inputs["weight"]) if "weight" in inputs else None
    with phase("construct"):
        criterion = torch.nn.CrossEntropyLoss(weight=weight, **options)
    return loss_and_gradient(inputs, criterion)


if __name__ == "__main__":
    serve(run)
