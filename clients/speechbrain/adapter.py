"""speechbrain.nnet.losses: nll_loss and kldiv_loss, by torch's autograd.

Both take log-probabilities, which their users make by log_softmax.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import torch
from on_torch import DTYPES, loss_and_gradient
from arrays import Arrays, serve
from speak import Skip
from speechbrain.nnet.losses import kldiv_loss, nll_loss


def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[Any, Any]:
    """Loss, and its gradient in the logits."""
    return {"equation1": nll, "espnet": kldiv}[variant](options, inputs)


def nll(options: dict[str, Any], inputs: Arrays) -> tuple[Any, Any]:
    """The part towards uniform is the mean of the log-probabilities."""
    if inputs["target"].dtype.kind == "f":
        raise Skip("nll_loss takes class indices")
    if inputs["logits"].ndim not in (2, 3):
        raise Skip("nll_loss takes [batch, classes] or [batch, frames, classes]")
    named = {"label_smoothing": options.get("labelSmoothing", 0.0), "reduction": options.get("reduction", "mean")}
    return loss_and_gradient(
        inputs, lambda logits, target: nll_loss(torch.log_softmax(logits, -1), target, **named)
    )


def kldiv(options: dict[str, Any], inputs: Arrays) -> tuple[Any, Any]:
    """A divergence from a target that keeps 1 - a, padding left out."""
    if options.get("reduction", "batch") != "batch":
        raise Skip("kldiv_loss divides by no count of kept rows")
    if inputs["logits"].ndim not in (2, 3):
        raise Skip("kldiv_loss takes [batch, classes] or [batch, frames, classes]")
    if options["labelSmoothing"] == 0:
        raise Skip("without smoothing kldiv_loss is nll_loss, which has no padding")
    named = {"label_smoothing": options["labelSmoothing"], "pad_idx": options["ignoreIndex"]}
    return loss_and_gradient(
        inputs,
        lambda logits, target: kldiv_loss(torch.log_softmax(logits, -1), target, reduction="batchmean", **named),
    )


if __name__ == "__main__":
    serve("speechbrain", version("speechbrain"), ["equation1", "espnet"], run, dtypes=DTYPES)
