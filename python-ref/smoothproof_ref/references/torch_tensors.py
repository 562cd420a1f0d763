"""Code that the references built on torch share: tensors in, loss and gradient out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

from smoothproof_ref.references.wire import decode, numpy_dtype, phase

FIRST_INPUTS = ("logits", "logProbs", "probs")


def first_input(inputs: Mapping[str, Any]) -> str:
    """Name of the input the gradient is taken with respect to."""
    return next(name for name in FIRST_INPUTS if name in inputs)


def to_torch(tensor: Mapping[str, Any]) -> torch.Tensor:
    """Wire tensor to a torch tensor of its own memory."""
    return as_torch(decode(tensor))


def as_torch(array: np.ndarray) -> torch.Tensor:
    """Array to a torch tensor of its own memory."""
    array = array.copy()
    if array.dtype.name == "bfloat16":
        return torch.from_numpy(array.view(np.int16)).view(torch.bfloat16)
    return torch.from_numpy(array)


def to_numpy(tensor: torch.Tensor) -> np.ndarray:
    """The same numbers as an array."""
    tensor = tensor.detach().contiguous()
    if tensor.dtype == torch.bfloat16:
        return tensor.view(torch.int16).numpy().view(numpy_dtype("bfloat16"))
    return tensor.numpy()


def loss_and_gradient(
    inputs: Mapping[str, Any],
    call: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    dtype: torch.dtype | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Runs call(first input, target) and autograd with the case's upstream (ones if it has none).

    dtype: the first input's, if not as it is given.
    """
    x = to_torch(inputs[first_input(inputs)])
    if dtype is not None:
        x = x.to(dtype)
    target = to_torch(inputs["target"])
    if x.is_floating_point():
        x.requires_grad_(True)
    with phase("call"):
        loss = call(x, target)
    upstream = to_torch(inputs["upstream"]) if "upstream" in inputs else torch.ones_like(loss)
    with phase("backward"):
        (gradient,) = torch.autograd.grad(loss, x, grad_outputs=upstream)
    return to_numpy(loss), to_numpy(gradient)
