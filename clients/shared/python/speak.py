"""The adapter protocol smoothproof/1 for Python: arrays in, arrays out.

    def run(variant, options, inputs): ...      # returns (loss, gradient); gradient may be None
    serve("torch", "2.15.0", ["torch"], run)

Inputs are numpy arrays. numpy has no bfloat16: such values are float32 arrays of the class BFloat16, which holds them
exactly. ``wire(values, shape, dtype)`` makes a result of any list of floats.

A refusal is an exception raised inside ``phase("construct" | "call" | "backward")``. Its text stands for a portable code
by the table of the references' messages, and before it by ``codes``, the client's own; what matches none is the code
``exception``, as is what is raised outside of a phase.
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
from codes import PATTERNS

Arrays = Mapping[str, np.ndarray]
Run = Callable[[str, dict[str, Any], Arrays], "tuple[Any, Any]"]

_NAMED = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}

# What a refusal of sizes, axes or ranks says in one way or another: last of all.
_SHAPE = (r"(?i)shape|dimension|\brank|\bax[ie]s\b|broadcast|size|out of (range|bounds)|start <= limit", "shape-mismatch")


class BFloat16(np.ndarray):
    """float32 values that came as bfloat16."""


class Refused(Exception):
    """An error of the loss under test, with the phase it was raised in."""

    def __init__(self, phase_name: str, error: BaseException) -> None:
        super().__init__(str(error))
        self.phase = phase_name
        self.error = error


class Skipped(Exception):
    """The client has no such thing; the text says what."""


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
    if tensor["dtype"] == "bfloat16":
        return np.array(numbers, dtype=np.float32).reshape(tensor["shape"]).view(BFloat16)
    return np.array(numbers, dtype=tensor["dtype"]).reshape(tensor["shape"])


def dtype_of(array: np.ndarray) -> str:
    """The dtype by the protocol's name."""
    return "bfloat16" if isinstance(array, BFloat16) else array.dtype.name


def encode(array: Any) -> dict[str, Any]:
    """An array as a wire tensor; JSON has no word for four of the numbers."""
    if isinstance(array, dict):
        return array
    array = np.asanyarray(array)
    return wire(np.asarray(array, np.float64).reshape(-1).tolist(), array.shape, dtype_of(array))


def wire(numbers: Sequence[float], shape: Sequence[int], dtype: str) -> dict[str, Any]:
    """Floats as a wire tensor."""
    return {"dtype": dtype, "shape": [int(length) for length in shape], "data": [_name(number) for number in numbers]}


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
    gradient: bool = True,
) -> None:
    """Answers requests until the input ends.

    codes: pairs of a pattern and the code of messages it is found in, of what only this client says; the first match
    counts.
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
            answer |= {"gradient": gradient, "dtypes": list(dtypes)}
        elif kind == "echo":
            answer = {"type": "echo", "id": request["id"], "tensor": encode(decode(request["tensor"]))}
        else:
            answer = {"id": request["id"], **_answer(request, run, codes)}
        out.write(json.dumps(answer, allow_nan=False) + "\n")


def _answer(request: Mapping[str, Any], run: Run, codes: Sequence[tuple[str, str]]) -> dict[str, Any]:
    options = {
        key: _NAMED.get(value, value) if isinstance(value, str) else value for key, value in request["options"].items()
    }
    try:
        # JSON has one kind of number, and some libraries take no integer here.
        options |= {key: float(value) for key, value in options.items() if key == "labelSmoothing"}
        inputs = {key: decode(tensor) for key, tensor in request["inputs"].items()}
        loss, gradient = run(request["variant"], options, inputs)
        result = {"type": "result", "loss": encode(loss)}
        return result if gradient is None else {**result, "gradient": encode(gradient)}
    except Skipped as reason:
        return {"type": "skipped", "reason": str(reason)}
    except Refused as refused:
        text = f"{type(refused.error).__name__}: {refused.error}"
        code = next((code for pattern, code in (*codes, *PATTERNS, _SHAPE) if re.search(pattern, text)), "exception")
        return {"type": "error", "phase": refused.phase, "code": code, "message": text.split("\n")[0]}
    except Exception as error:
        message = f"{type(error).__name__}: {error}".split("\n")[0]
        return {"type": "error", "phase": "call", "code": "exception", "message": message}
