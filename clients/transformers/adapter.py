"""transformers.trainer_pt_utils.LabelSmoother, by torch's autograd."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from on_torch import loss_and_gradient
from arrays import Arrays, serve
from transformers.trainer_pt_utils import LabelSmoother

OPTIONS = {"labelSmoothing": "epsilon", "ignoreIndex": "ignore_index"}


def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[Any, Any]:
    """Loss, and its gradient in the logits."""
    smoother = LabelSmoother(**{OPTIONS[name]: value for name, value in options.items()})
    return loss_and_gradient(inputs, lambda logits, labels: smoother({"logits": logits}, labels))


if __name__ == "__main__":
    # It sums the log-probabilities in float32, whatever the dtype of the logits.
    serve("transformers", version("transformers"), ["huggingface"], run, dtypes=["float32", "float16", "bfloat16"])
