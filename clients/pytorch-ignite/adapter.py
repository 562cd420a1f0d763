"""ignite.metrics.Loss of torch.nn.CrossEntropyLoss over the batch in two halves, as an evaluation reads a set in batches.

A metric has no gradient.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import torch
from ignite.metrics import Loss
from on_torch import DTYPES, tensor
from arrays import Arrays, serve, wire
from speak import Skip, phase

OPTIONS = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index"}


def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[Any, Any]:
    """The mean loss over all rows."""
    if options.pop("reduction", "mean") != "mean":
        raise Skip("metrics.Loss averages means")
    if inputs["logits"].ndim < 2:
        raise Skip("metrics.Loss takes batches")
    if "weight" in inputs or (inputs["target"] == options.get("ignoreIndex", -100)).any():
        raise Skip("its documentation counts examples alone, not what a batch's mean was divided by")
    logits, target = tensor(inputs["logits"]), tensor(inputs["target"])
    with phase("construct"):
        criterion = torch.nn.CrossEntropyLoss(**{OPTIONS[name]: value for name, value in options.items()})
        metric = Loss(criterion)
    half = max(1, len(logits) // 2)
    with phase("call"):
        for part in (slice(0, half), slice(half, None)):
            if part.stop is not None or len(logits) > half:
                metric.update((logits[part], target[part]))
        loss = metric.compute()
    # It computes in Python's floats what it summed in float32.
    return wire([loss], [], str(logits.dtype).removeprefix("torch.")), None


if __name__ == "__main__":
    serve("pytorch-ignite", version("pytorch-ignite"), ["torch"], run, dtypes=DTYPES, gradient=False)
