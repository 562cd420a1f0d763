"""From a loss in torch operators to an ONNX graph with outputs ``loss`` and ``gradient``.

torch.func.grad inside a module does not export. What does is the trace of a function that calls torch.autograd.grad:
the gradient then is torch's own, operator by operator, and no formula of ours.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from typing import Any

import onnx
import torch
from torch import Tensor, nn
from torch.fx.experimental.proxy_tensor import make_fx

DTYPES = {"float32": torch.float32, "float64": torch.float64}
OPSET = 20

# Sizes of the example the trace is made of: all different, so that no two axes are taken for one.
_SIZES = {"N": 5, "K": 7, "D": 3}


def example(dtype: str, shape: tuple[str, ...]) -> Tensor:
    """Any values do: a trace keeps none of them. Indices are all 1, which every class axis here has."""
    sizes = [_SIZES[name] for name in shape]
    if dtype == "int64":
        return torch.ones(sizes, dtype=torch.int64)
    values = torch.arange(1, 1 + torch.Size(sizes).numel(), dtype=DTYPES[dtype]).reshape(sizes)
    return values / (1 + values.sum())


class _Traced(nn.Module):
    """torch.onnx.export wants a module, and its forward's parameters become the graph's inputs."""

    def __init__(self, traced: Callable[..., Any]) -> None:
        super().__init__()
        self.traced = traced

    def forward(self, *tensors: Tensor) -> Any:
        return self.traced(*tensors)


def with_gradient(loss: Callable[..., Tensor]) -> Callable[..., tuple[Tensor, Tensor]]:
    """(first, …, upstream) -> loss and d(sum of loss * upstream) / d(first)."""

    def both(first: Tensor, *others: Tensor) -> tuple[Tensor, Tensor]:
        *rest, upstream = others
        x = first.detach().requires_grad_(True)
        value = loss(x, *rest)
        (gradient,) = torch.autograd.grad(value, x, upstream)
        # A masked gradient is 0 in torch; as exported it is 0 - 0 times something, which may be -0.
        return value.detach(), torch.where(gradient == 0, 0, gradient)

    return both


def export_quietly(module: nn.Module, arguments: tuple[Tensor, ...], **settings: Any) -> onnx.ModelProto:
    """torch.onnx.export without the chatter about packages that are not installed."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            program = torch.onnx.export(module, arguments, dynamo=True, verbose=False, **settings)
    finally:
        logger.setLevel(level)
    return program.model_proto


def traced_graph(loss: Callable[..., Tensor], inputs: dict[str, tuple[str, tuple[str, ...]]]) -> onnx.ModelProto:
    """``inputs``: name to dtype and axis names, in the order of the loss's parameters, ``upstream`` last."""
    arguments = tuple(example(dtype, shape) for dtype, shape in inputs.values())
    traced = make_fx(with_gradient(loss), tracing_mode="symbolic")(*arguments)
    sizes = {name: torch.export.Dim(name) for name in _SIZES}
    shapes = tuple({axis: sizes[name] for axis, name in enumerate(shape)} or None for _, shape in inputs.values())
    return export_quietly(
        _Traced(traced).eval(),
        arguments,
        dynamic_shapes=(shapes,),
        input_names=list(inputs),
        output_names=["loss", "gradient"],
        opset_version=OPSET,
    )
