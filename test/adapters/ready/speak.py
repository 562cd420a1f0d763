"""The adapter protocol smoothproof/1 for Python: numpy arrays in, numpy arrays out.

    def run(variant, options, inputs): ...      # returns (loss, gradient)
    serve("torch", torch.__version__, ["torch"], run)

A refusal is an exception raised inside ``phase("construct" | "call" | "backward")``; ``codes`` says which portable
code its text stands for. What is raised outside of any phase is a mistake of the adapter and ends it.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

Arrays = Mapping[str, np.ndarray]
Run = Callable[[str, dict[str, Any], Arrays], "tuple[np.ndarray, np.ndarray]"]

_NAMED = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}


class Refused(Exception):
    """An error of the loss under test, with the phase it was raised in."""

    def __init__(self, phase_name: str, error: BaseException) -> None:
        super().__init__(str(error))
        self.phase = phase_name
        self.error = error


class Skipped(Exception):
    """The adapter has no such thing; the text says what."""


@contextlib.contextmanager
def phase(name: str) -> Iterator[None]:
    """Whatever is raised inside is a refusal of the loss in this phase."""
    try:
        yield
    except Skipped:
        raise
    except Exception as error:
        raise Refused(name, error) from error


def decode(tensor: Mapping[str, Any]) -> np.ndarray:
    """A wire tensor as an array."""
    numbers = [_NAMED.get(value, value) if isinstance(value, str) else value for value in tensor["data"]]
    return np.array(numbers, dtype=tensor["dtype"]).reshape(tensor["shape"])


def encode(array: Any) -> dict[str, Any]:
    """An array as a wire tensor; JSON has no word for four of the numbers."""
    array = np.asarray(array)
    numbers = array.reshape(-1).astype(np.float64).tolist()
    if not np.isfinite(array).all() or (np.signbit(array) & (array == 0)).any():
        numbers = [_name(number) for number in numbers]
    return {"dtype": array.dtype.name, "shape": list(array.shape), "data": numbers}


def _name(number: float) -> Any:
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return "-0" if number == 0 and math.copysign(1, number) < 0 else number


def serve(
    name: str,
    version: str,
    variants: Sequence[str],
    run: Run,
    codes: Sequence[tuple[str, str]] = (),
    dtypes: Sequence[str] = ("float32", "float64"),
) -> None:
    """Answers requests until the input ends.

    codes: pairs of a pattern and the code of messages it is found in, the first match counts; what matches none is a
    shape-mismatch.
    """
    # Whatever a library prints goes to standard error; standard output is the protocol's.
    out = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        kind = request["type"]
        if kind == "bye":
            return
        if kind == "hello":
            implementation = {"name": name, "version": version, "language": "Python"}
            answer = {"type": "hello", "protocol": 1, "implementation": implementation, "variants": list(variants)}
            answer |= {"gradient": True, "dtypes": list(dtypes)}
        elif kind == "echo":
            answer = {"type": "echo", "id": request["id"], "tensor": encode(decode(request["tensor"]))}
        else:
            answer = {"id": request["id"], **_answer(request, run, codes)}
        out.write(json.dumps(answer, allow_nan=False) + "\n")


def _answer(request: Mapping[str, Any], run: Run, codes: Sequence[tuple[str, str]]) -> dict[str, Any]:
    options = {
        key: _NAMED.get(value, value) if isinstance(value, str) else value for key, value in request["options"].items()
    }
    inputs = {key: decode(tensor) for key, tensor in request["inputs"].items()}
    try:
        loss, gradient = run(request["variant"], options, inputs)
    except Skipped as reason:
        return {"type": "skipped", "reason": str(reason)}
    except Refused as refused:
        text = f"{type(refused.error).__name__}: {refused.error}"
        code = next((code for pattern, code in codes if re.search(pattern, text)), "shape-mismatch")
        return {"type": "error", "phase": refused.phase, "code": code, "message": text.split("\n")[0]}
    return {"type": "result", "loss": encode(loss), "gradient": encode(gradient)}
