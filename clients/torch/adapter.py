"""torch.nn.CrossEntropyLoss as it is, by its own autograd."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import torch
from on_torch import DTYPES, loss_and_gradient, tensor
from arrays import Arrays, serve
from speak import phase

OPTIONS = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index", "reduction": "reduction"}


def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[Any, Any]:
    """Loss, and its gradient in the logits."""
    named = {OPTIONS[name]: value for name, value in options.items()}
    weight = tensor(inputs["weight"]) if "weight" in inputs else None
    with phase("construct"):
        criterion = torch.nn.CrossEntropyLoss(weight=weight, **named)
    return loss_and_gradient(inputs, criterion)


if __name__ == "__main__":
    serve("torch", version("torch"), ["torch"], run, dtypes=DTYPES)
