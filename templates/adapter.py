"""An adapter for smoothproof in Python, from the standard library alone. Fill in run().

    npx smoothproof conformance --exec "python adapter.py"

The protocol: one JSON object per line, requests on standard input, answers on standard output, which carries nothing
else. Standard error is free.
"""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

NAME, VERSION = "my-loss", "0.1.0"
# Ids of the variants you implement: see npx smoothproof list.
VARIANTS = ["torch"]
DTYPES = ["float32", "float64"]



@dataclass
class Tensor:
    dtype: str
    shape: list[int]
    data: list[float]
    """Row-major."""

    def array(self) -> Any:
        """As an array of NumPy."""
        import numpy

        return numpy.array(self.data, dtype=self.dtype).reshape(self.shape)


class Skip(Exception):
    """Raise it for what you do not have; the text says what."""


class Refuse(Exception):
    """Raise it where your loss refuses its arguments. Codes are listed in smoothproof's docs/protocol.md.

    phase: construct, call or backward.
    """

    def __init__(self, phase: str, code: str, message: str) -> None:
        super().__init__(message)
        self.phase, self.code = phase, code


def run(variant: str, options: dict[str, Any], inputs: dict[str, Tensor]) -> tuple[Any, Any]:
    """Your loss: options and inputs by name, the loss and its gradient back: numbers, lists of lists, or arrays of
    NumPy, PyTorch or JAX.

    The gradient is that of sum(loss * upstream) in the first input; upstream is 1 where it is not given. What is raised
    fails that one call. Raise Skip for what your loss is not written for, such as weights, more axes or another
    reduction: a call that is skipped does not fail.
    """
    raise Skip("not written yet")


def main() -> None:
    # Whatever a library prints goes to standard error.
    answers = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        if request["type"] == "bye":
            return
        # Each line must leave at once: the stream is line-buffered.
        answers.write(json.dumps(answer(request), allow_nan=False) + "\n")


def answer(request: dict[str, Any]) -> dict[str, Any]:
    if request["type"] == "hello":
        about = {"name": NAME, "version": VERSION, "language": "Python"}
        hello = {"type": "hello", "protocol": 1, "implementation": about, "variants": VARIANTS}
        return {**hello, "gradient": True, "dtypes": DTYPES}
    name = {"id": request["id"]}
    if request["type"] == "echo":
        tensor = read(request["tensor"])
        return {"type": "echo", **name, "tensor": write(tensor.data, tensor.dtype, tensor.shape)}
    options = {option: number(value) for option, value in request["options"].items()}
    inputs = {input: read(tensor) for input, tensor in request["inputs"].items()}
    try:
        loss, gradient = run(request["variant"], options, inputs)
    except Skip as reason:
        return {"type": "skipped", **name, "reason": str(reason)}
    except Refuse as refusal:
        return {"type": "error", **name, "phase": refusal.phase, "code": refusal.code, "message": str(refusal)}
    except Exception as error:
        # Nobody foresaw it: this call fails, and the conversation goes on.
        return {"type": "error", **name, "phase": "call", "code": "exception", "message": f"{type(error).__name__}: {error}"}
    dtype = next(tensor.dtype for name, tensor in inputs.items() if name in ("logits", "logProbs", "probs"))
    return {"type": "result", **name, "loss": write(loss, dtype), "gradient": write(gradient, dtype)}


# JSON has no digits for these, and -0 would lose its sign.
NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}


def number(value: Any) -> Any:
    return NUMBERS.get(value, value) if isinstance(value, str) else value


def word(value: float) -> Any:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return "-0" if value == 0 and math.copysign(1, value) < 0 else value


def read(wire: dict[str, Any]) -> Tensor:
    return Tensor(wire["dtype"], wire["shape"], [number(value) for value in wire["data"]])


def write(value: Any, dtype: str, shape: list[int] | None = None) -> dict[str, Any]:
    # NumPy, PyTorch and JAX have tolist; an array without elements keeps its shape.
    known = shape if shape is not None else getattr(value, "shape", None)
    data = value.tolist() if hasattr(value, "tolist") else value
    sizes = list(known) if known is not None else shape_of(data)
    return {"dtype": dtype, "shape": sizes, "data": [word(element) for element in flat(data)]}


def shape_of(data: Any) -> list[int]:
    if not isinstance(data, (list, tuple)):
        return []
    return [len(data), *(shape_of(data[0]) if data else [])]


def flat(data: Any) -> Iterator[float]:
    if isinstance(data, (list, tuple)):
        for item in data:
            yield from flat(item)
    else:
        yield float(data)


if __name__ == "__main__":
    main()
