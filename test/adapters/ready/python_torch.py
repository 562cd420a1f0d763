"""torch.nn.CrossEntropyLoss as it is, by its own autograd.

npx smoothproof conformance --variant torch --exec "python python_torch.py"
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from speak import Arrays, phase, serve

OPTIONS = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index", "reduction": "reduction"}
CODES = (
    (r"label_smoothing must be", "label-smoothing-out-of-range"),
    (r"Target .* is out of bounds", "class-index-out-of-range"),
    (r"weight tensor should be defined", "weight-shape"),
    (r"not a valid value for reduction", "reduction-unknown"),
    (r"ignore_index is not supported for floating point", "ignore-index-with-distribution"),
    (r"target dtype|floating point type for target", "target-dtype"),
    (r"not implemented for 'Long'", "input-dtype"),
)


def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[np.ndarray, np.ndarray]:
    """Loss, and its gradient in the logits."""
    tensors = {name: torch.from_numpy(array) for name, array in inputs.items()}
    logits = tensors["logits"]
    if logits.is_floating_point():
        logits.requires_grad_(True)
    with phase("construct"):
        named = {OPTIONS[name]: value for name, value in options.items()}
        criterion = torch.nn.CrossEntropyLoss(weight=tensors.get("weight"), **named)
    with phase("call"):
        loss = criterion(logits, tensors["target"])
    with phase("backward"):
        upstream = tensors.get("upstream", torch.ones_like(loss))
        (gradient,) = torch.autograd.grad(loss, logits, grad_outputs=upstream)
    return loss.detach().numpy(), gradient.numpy()


if __name__ == "__main__":
    torch.set_num_threads(1)
    serve("torch.nn.CrossEntropyLoss", torch.__version__, ["torch"], run, CODES)
