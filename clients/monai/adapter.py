"""The cross entropy of monai.losses.DiceCELoss, its method ce, by torch's autograd."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from monai.losses import DiceCELoss
from on_torch import DTYPES, loss_and_gradient, tensor
from arrays import Arrays, serve
from speak import Skip, phase


def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[Any, Any]:
    """Loss, and its gradient in the logits."""
    if options.get("ignoreIndex", -100) != -100 or (inputs["target"] == -100).any():
        raise Skip("DiceCELoss has no ignored class")
    if options.get("reduction") == "none":
        raise Skip("DiceCELoss reduces")
    if inputs["logits"].ndim < 2:
        raise Skip("DiceCELoss takes batches of channels")
    by_index = inputs["target"].dtype.kind == "i"
    with phase("construct"):
        criterion = DiceCELoss(
            reduction=options.get("reduction", "mean"),
            weight=tensor(inputs["weight"]) if "weight" in inputs else None,
            label_smoothing=options.get("labelSmoothing", 0.0),
        )
    # An index per position is a channel of length 1.
    return loss_and_gradient(inputs, lambda x, target: criterion.ce(x, target.unsqueeze(1) if by_index else target))


if __name__ == "__main__":
    codes = ((r"did you mean 'sum'", "reduction-unknown"),)
    serve("monai", version("monai"), ["torch"], run, codes, DTYPES)
