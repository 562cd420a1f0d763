"""SoftCrossEntropyLoss, which pytorch-toolbelt and segmentation-models-pytorch both have under the same arguments, and
which calls itself a drop-in replacement of torch.nn.CrossEntropyLoss: judged by torch's autograd.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from on_torch import DTYPES, loss_and_gradient
from arrays import Arrays, serve
from speak import Skip, phase

OPTIONS = {"labelSmoothing": "smooth_factor", "ignoreIndex": "ignore_index", "reduction": "reduction"}


def judge(package: str, loss: Callable[..., Any]) -> None:
    """Serves a package's class as `torch`."""

    def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[Any, Any]:
        """Loss, and its gradient in the logits."""
        if "weight" in inputs:
            raise Skip("SoftCrossEntropyLoss has no class weights")
        if inputs["target"].dtype.kind == "f":
            raise Skip("SoftCrossEntropyLoss takes class indices")
        if inputs["logits"].ndim < 2:
            raise Skip("SoftCrossEntropyLoss has its classes on axis 1")
        with phase("construct"):
            criterion = loss(**{OPTIONS[name]: value for name, value in options.items()})
        return loss_and_gradient(inputs, criterion)

    serve(package, version(package), ["torch"], run, dtypes=DTYPES)
