"""fastai.losses.LabelSmoothingCrossEntropy, by torch's autograd.

Its documentation gives the class weights to the unsmoothed part alone and names no ignored class, so it claims nothing
about smoothing with either.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastai.losses import LabelSmoothingCrossEntropy
from on_torch import DTYPES, loss_and_gradient, tensor
from arrays import Arrays, serve
from speak import Skip, phase


def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[Any, Any]:
    """Loss, and its gradient in the logits."""
    smoothing = options.get("labelSmoothing", 0.0)
    if inputs["target"].dtype.kind == "f":
        raise Skip("LabelSmoothingCrossEntropy takes class indices")
    if inputs["logits"].ndim < 2:
        raise Skip("LabelSmoothingCrossEntropy has its classes on axis 1")
    if options.get("ignoreIndex", -100) != -100 or (inputs["target"] == -100).any():
        raise Skip("LabelSmoothingCrossEntropy has no ignored class")
    if "weight" in inputs and smoothing != 0:
        raise Skip("its documentation gives the weights to the unsmoothed part alone")
    weight = tensor(inputs["weight"]) if "weight" in inputs else None
    with phase("construct"):
        criterion = LabelSmoothingCrossEntropy(
            eps=smoothing, weight=weight, reduction=options.get("reduction", "mean")
        )
    return loss_and_gradient(inputs, criterion)


if __name__ == "__main__":
    serve("fastai", version("fastai"), ["torch"], run, dtypes=DTYPES)
