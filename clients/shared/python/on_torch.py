"""What adapters of losses on PyTorch share: tensors in, autograd, tensors out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from arrays import BFloat16, wire
from speak import phase

DTYPES = ["float32", "float64", "float16", "bfloat16"]

torch.set_num_threads(1)


def tensor(array: np.ndarray) -> torch.Tensor:
    """The same numbers in PyTorch."""
    values = torch.from_numpy(np.array(array))
    return values.to(torch.bfloat16) if isinstance(array, BFloat16) else values


def to_wire(values: torch.Tensor) -> dict[str, Any]:
    """The same numbers on the wire."""
    flat = values.detach().to(torch.float64).reshape(-1).tolist()
    return wire(flat, values.shape, str(values.dtype).removeprefix("torch."))


def loss_and_gradient(
    inputs: Mapping[str, np.ndarray], call: Callable[[torch.Tensor, torch.Tensor], torch.Tensor], first: str = "logits"
) -> tuple[dict[str, Any], dict[str, Any]]:
    """call(input, target), and its gradient in the input by autograd."""
    x, target = tensor(inputs[first]), tensor(inputs["target"])
    if x.is_floating_point():
        x.requires_grad_(True)
    with phase("call"):
        loss = call(x, target)
    upstream = tensor(inputs["upstream"]) if "upstream" in inputs else torch.ones_like(loss)
    with phase("backward"):
        (gradient,) = torch.autograd.grad(loss, x, grad_outputs=upstream)
    return to_wire(loss), to_wire(gradient)
