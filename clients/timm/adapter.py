"""timm.loss.LabelSmoothingCrossEntropy and BinaryCrossEntropy, by torch's autograd."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from on_torch import DTYPES, loss_and_gradient, tensor
from arrays import Arrays, serve
from speak import phase
from timm.loss import BinaryCrossEntropy, LabelSmoothingCrossEntropy

CLASSES = {"timm": LabelSmoothingCrossEntropy, "timm-binary": BinaryCrossEntropy}
OPTIONS = {"labelSmoothing": "smoothing", "reduction": "reduction", "sumClasses": "sum_classes"}


def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[Any, Any]:
    """Loss, and its gradient in the logits."""
    named = {OPTIONS[name]: value for name, value in options.items()}
    if "weight" in inputs:
        named["weight"] = tensor(inputs["weight"])
    with phase("construct"):
        criterion = CLASSES[variant](**named)
    return loss_and_gradient(inputs, criterion)


if __name__ == "__main__":
    codes = ((r"AssertionError", "label-smoothing-out-of-range"),)
    serve("timm", version("timm"), list(CLASSES), run, codes, DTYPES)
