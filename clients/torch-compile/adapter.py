"""torch.nn.functional.cross_entropy under torch.compile, for any sizes, by its own autograd."""

from __future__ import annotations

import os
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

# What is compiled is kept beside this file: 574 vectors need some 500 compilations.
os.environ["TORCHINDUCTOR_CACHE_DIR"] = str(Path(__file__).parent / "inductor")

import torch
import torch._dynamo
from on_torch import DTYPES, loss_and_gradient, tensor
from arrays import Arrays, serve

OPTIONS = {"labelSmoothing": "label_smoothing", "ignoreIndex": "ignore_index", "reduction": "reduction"}

# Each combination of options is compiled once.
torch._dynamo.config.recompile_limit = 10_000
torch._dynamo.config.accumulated_recompile_limit = 100_000
compiled = torch.compile(torch.nn.functional.cross_entropy, dynamic=True)


def cross_entropy(*tensors: torch.Tensor, **named: Any) -> torch.Tensor:
    """The compiled loss. Its refusals name all arguments of the call before the reason, which alone is kept."""
    try:
        return compiled(*tensors, **named)
    except torch._dynamo.exc.TorchRuntimeError as error:
        reason = re.search(r"\): got (.+)", str(error))
        raise RuntimeError(reason[1] if reason else str(error)) from error


def run(variant: str, options: dict[str, Any], inputs: Arrays) -> tuple[Any, Any]:
    """Loss, and its gradient in the logits."""
    named = {OPTIONS[name]: value for name, value in options.items()}
    weight = tensor(inputs["weight"]) if "weight" in inputs else None
    return loss_and_gradient(inputs, lambda logits, target: cross_entropy(logits, target, weight=weight, **named))


if __name__ == "__main__":
    serve("torch", version("torch"), ["torch"], run, dtypes=DTYPES)
