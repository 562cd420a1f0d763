"""What the references built on torch share: tensors in, loss and gradient out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

from .wire import decode, phase

FIRST_INPUTS = ("logits", "logProbs", "probs")


def first_input(inputs: Mapping[str, Any]) -> str:
    """Name of the input the gradient is taken with respect to."""
    return next(name for name in FIRST_INPUTS if name in inputs)


def to_torch(tensor: Mapping[str, Any]) -> torch.Tensor:
    """Wire tensor to a torch tensor of its own memory."""
    return torch.from_numpy(decode(tensor).copy())


def loss_and_gradient(
    inputs: Mapping[str, Any], call: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
) -> tuple[np.ndarray, np.ndarray]:
    """Runs call(first input, target) and autograd with the case's upstream (ones if it has none)."""
    x = to_torch(inputs[first_input(inputs)])
    target = to_torch(inputs["target"])
    if x.is_floating_point():
        x.requires_grad_(True)
    with phase("call"):
        loss = call(x, target)
    upstream = to_torch(inputs["upstream"]) if "upstream" in inputs else torch.ones_like(loss)
    with phase("backward"):
        (gradient,) = torch.autograd.grad(loss, x, grad_outputs=upstream)
    return loss.detach().numpy(), gradient.numpy()
