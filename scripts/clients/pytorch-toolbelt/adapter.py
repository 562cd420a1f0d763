"""pytorch_toolbelt.losses.SoftCrossEntropyLoss, which calls itself a drop-in replacement of
torch.nn.CrossEntropyLoss, by torch's autograd.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from on_torch import CODES, DTYPES, loss_and_gradient
from pytorch_toolbelt.losses import SoftCrossEntropyLoss
from speak import Arrays, Skipped, phase, serve

OPTIONS = {"labelSmoothing": "smooth_factor", "ignoreIndex": "ignore_index", "reduction": "reduction"}


def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[Any, Any]:
    """Loss, and its gradient in the logits."""
    if "weight" in inputs:
        raise Skipped("SoftCrossEntropyLoss has no class weights")
    if inputs["target"].dtype.kind == "f":
        raise Skipped("SoftCrossEntropyLoss takes class indices")
    if inputs["logits"].ndim < 2:
        raise Skipped("SoftCrossEntropyLoss has its classes on axis 1")
    with phase("construct"):
        criterion = SoftCrossEntropyLoss(**{OPTIONS[name]: value for name, value in options.items()})
    return loss_and_gradient(inputs, criterion)


if __name__ == "__main__":
    serve("pytorch-toolbelt", version("pytorch-toolbelt"), ["torch"], run, CODES, DTYPES)
