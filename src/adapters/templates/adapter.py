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
from typing import Any

NAME, VERSION = "my-loss", "0.1.0"
# Ids of the variants you implement: see npx smoothproof list.
VARIANTS = ["torch"]
DTYPES = ["float32", "float64"]

# A tensor: {"dtype": "float32", "shape": [2, 3], "data": [six numbers in row-major order]}.
Tensor = dict[str, Any]


class Skip(Exception):
    """Raise it for what you do not have; the text says what."""


class Refuse(Exception):
    """Raise it where your loss refuses its arguments. Codes are listed in smoothproof's docs/protocol.md.

    phase: construct, call or backward.
    """

    def __init__(self, phase: str, code: str, message: str) -> None:
        super().__init__(message)
        self.phase, self.code = phase, code


def run(variant: str, options: dict[str, Any], inputs: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
    """Your loss: options and inputs by name, the loss and its gradient back, in the dtype of the first input.

    The gradient is that of sum(loss * upstream) in the first input; upstream is 1 where it is not given.
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
        return {"type": "echo", **name, "tensor": write(read(request["tensor"]))}
    options = {option: number(value) for option, value in request["options"].items()}
    inputs = {input: read(tensor) for input, tensor in request["inputs"].items()}
    try:
        loss, gradient = run(request["variant"], options, inputs)
    except Skip as reason:
        return {"type": "skipped", **name, "reason": str(reason)}
    except Refuse as refusal:
        return {"type": "error", **name, "phase": refusal.phase, "code": refusal.code, "message": str(refusal)}
    return {"type": "result", **name, "loss": write(loss), "gradient": write(gradient)}


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


def read(tensor: Tensor) -> Tensor:
    return {**tensor, "data": [number(value) for value in tensor["data"]]}


def write(tensor: Tensor) -> Tensor:
    return {**tensor, "data": [word(value) for value in tensor["data"]]}


if __name__ == "__main__":
    main()
