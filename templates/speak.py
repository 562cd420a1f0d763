"""The adapter protocol smoothproof/1 for Python, from the standard library alone. Nothing in it needs to be changed.

    serve("my-loss", "0.1.0", ["torch"], run)

One JSON object per line: requests come on standard input, answers go to what was standard output; whatever a library
prints goes to standard error.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass
class Tensor:
    dtype: str
    shape: Sequence[int]
    data: Sequence[Any]
    """Numbers in row-major order."""

    def array(self) -> Any:
        """As an array of NumPy; bfloat16, which NumPy lacks, as float32, which holds the same numbers."""
        import numpy

        return numpy.array(self.data, "float32" if self.dtype == "bfloat16" else self.dtype).reshape(self.shape)

    def torch(self) -> Any:
        """As a tensor of PyTorch."""
        import torch

        return torch.tensor(self.data, dtype=getattr(torch, self.dtype)).reshape(tuple(self.shape))


Run = Callable[[str, "dict[str, Any]", "dict[str, Tensor]"], "tuple[Any, Any]"]


class Skip(Exception):
    """Raise it for what your loss is not written for; the text says what. A call that is skipped does not fail."""


class Refuse(Exception):
    """Raise it for arguments that your loss refuses, if it has a code for that: smoothproof's docs/protocol.md lists them."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class _InPhase(Exception):
    def __init__(self, phase_name: str, error: Exception) -> None:
        super().__init__(str(error))
        self.phase, self.error = phase_name, error


@contextlib.contextmanager
def phase(name: str) -> Iterator[None]:
    """Whatever is raised inside is refused in this phase: construct, call or backward. Outside of it all, it is call."""
    try:
        yield
    except (Skip, _InPhase):
        raise
    except Exception as error:
        raise _InPhase(name, error) from error


def serve(
    name: str,
    version: str,
    variants: Sequence[str],
    run: Run,
    dtypes: Sequence[str] = ("float32", "float64"),
    gradient: bool = True,
    codes: Sequence[tuple[str, str]] | None = None,
) -> None:
    """Answers requests until the input ends.

    variants: ids of the losses that you have; npx smoothproof list
    run: takes variant, options and inputs by name, and returns the loss and its gradient: numbers, lists of lists, arrays
        of NumPy, PyTorch, JAX or TensorFlow, or a Tensor. A gradient of None is one that you do not have.
    codes: pairs of a pattern and the code of the messages that it is found in, of which the first counts. Where they are
        given, what your loss refuses is compared by phase and code. Where they are not, any error is the right answer to
        a call that the reference refuses.
    """
    answers = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)
    about = {"name": name, "version": version, "language": "Python"}
    hello = {"type": "hello", "protocol": 1, "implementation": about, "variants": list(variants)}
    hello |= {"gradient": gradient, "dtypes": list(dtypes), **({} if codes is None else {"codes": True})}
    for line in sys.stdin:
        request = json.loads(line)
        if request["type"] == "bye":
            return
        answer = hello if request["type"] == "hello" else {"id": request["id"], **_answer(request, run, codes or ())}
        answers.write(json.dumps(answer, allow_nan=False) + "\n")


def _answer(request: dict[str, Any], run: Run, codes: Sequence[tuple[str, str]]) -> dict[str, Any]:
    if request["type"] == "echo":
        return {"type": "echo", "tensor": _write(_read(request["tensor"]), "")}
    options = {name: _number(value) for name, value in request["options"].items()}
    try:
        inputs = {name: _read(tensor) for name, tensor in request["inputs"].items()}
        dtype = next(inputs[name].dtype for name in ("logits", "logProbs", "probs") if name in inputs)
        loss, gradient = run(request["variant"], options, inputs)
        result = {"type": "result", "loss": _write(loss, dtype)}
        return result if gradient is None else {**result, "gradient": _write(gradient, dtype)}
    except Skip as reason:
        return {"type": "skipped", "reason": str(reason)}
    except _InPhase as refused:
        text = _text(refused.error)
        known = next((code for pattern, code in codes if re.search(pattern, text)), "exception")
        return _refusal(refused.phase, refused.error, known)
    except Exception as error:
        # This call fails, and the conversation goes on.
        return _refusal("call", error, "exception")


def _text(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _refusal(phase_name: str, error: Exception, code: str) -> dict[str, Any]:
    code = error.code if isinstance(error, Refuse) else code
    return {"type": "error", "phase": phase_name, "code": code, "message": _text(error).split("\n")[0]}


# JSON has no digits for these, and -0 would lose its sign.
_NAMED = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}


def _number(value: Any) -> Any:
    return _NAMED.get(value, value) if isinstance(value, str) else value


def _word(value: float) -> Any:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return "-0" if value == 0 and math.copysign(1, value) < 0 else value


def _read(wire: dict[str, Any]) -> Tensor:
    return Tensor(wire["dtype"], wire["shape"], [_number(value) for value in wire["data"]])


def _write(value: Any, dtype: str) -> dict[str, Any]:
    if isinstance(value, Tensor):
        dtype, shape, data = value.dtype, value.shape, value.data
    else:
        value = value.numpy() if not hasattr(value, "tolist") and hasattr(value, "numpy") else value
        data = value.tolist() if hasattr(value, "tolist") else value
        shape = getattr(value, "shape", None)
        shape = _shape_of(data) if shape is None else shape
    return {"dtype": dtype, "shape": [int(size) for size in shape], "data": [_word(element) for element in _flat(data)]}


def _shape_of(data: Any) -> list[int]:
    return [len(data), *(_shape_of(data[0]) if data else [])] if isinstance(data, (list, tuple)) else []


def _flat(data: Any) -> Iterator[float]:
    if isinstance(data, (list, tuple)):
        for item in data:
            yield from _flat(item)
    else:
        yield float(data)
