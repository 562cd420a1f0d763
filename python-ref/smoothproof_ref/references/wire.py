"""The JSON-lines wire between the generator and one reference process.

A tensor travels as ``{"dtype", "shape", "hex"}``: one big-endian bit pattern per element, so that NaN, infinities,
-0 and subnormals arrive as they were sent. A case goes in, an answer comes out, one line each.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import ml_dtypes
import numpy as np

Tensor = dict[str, Any]
Case = dict[str, Any]
Answer = dict[str, Any]

# wire name -> (numpy dtype, unsigned dtype of the same width, hex digits)
_LAYOUT: dict[str, tuple[str, str, int]] = {
    "float32": ("float32", "uint32", 8),
    "float64": ("float64", "uint64", 16),
    "int64": ("int64", "uint64", 16),
    "float16": ("float16", "uint16", 4),
    "bfloat16": ("bfloat16", "uint16", 4),
}
_NAMED_NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}


def numpy_dtype(name: str) -> Any:
    """The NumPy dtype for a name in messages; bfloat16 is not one of NumPy's own."""
    return np.dtype(ml_dtypes.bfloat16 if name == "bfloat16" else name)


def decode(tensor: Mapping[str, Any]) -> np.ndarray:
    """Wire tensor to numpy array, bit for bit."""
    name, unsigned, _ = _LAYOUT[tensor["dtype"]]
    bits = np.array([int(word, 16) for word in tensor["hex"].split()], dtype=unsigned)
    return bits.view(numpy_dtype(name)).reshape(tuple(tensor["shape"]))


def encode(array: Any) -> Tensor:
    """Numpy array to wire tensor, bit for bit."""
    array = np.asarray(array)
    if array.dtype.name not in _LAYOUT:
        raise TypeError(f"array: expected one of {', '.join(_LAYOUT)}, got {array.dtype.name}")
    _, unsigned, digits = _LAYOUT[array.dtype.name]
    flat = np.ascontiguousarray(array).reshape(-1).view(unsigned)
    words = " ".join(f"{int(word):0{digits}x}" for word in flat)
    return {"dtype": array.dtype.name, "shape": list(array.shape), "hex": words}


def canonical_nan(array: Any) -> np.ndarray:
    """The array with every NaN replaced by the quiet positive one.

    Why: sign and payload of a computed NaN depend on which instruction made it, and nothing is judged by them.
    """
    array = np.array(array, copy=True)
    # bfloat16 is of the kind V.
    if array.dtype.kind in "fV":
        array[np.isnan(array)] = np.nan
    return array


def number(value: Any) -> Any:
    """An option's number: non-finite ones and -0 are written as strings, integers are made floats."""
    if isinstance(value, str):
        return _NAMED_NUMBERS[value]
    return float(value)


class ThrownError(Exception):
    """What a reference threw, and in which phase: construct, call or backward."""

    def __init__(self, phase: str, error: BaseException) -> None:
        super().__init__(f"{phase}: {error}")
        self.phase = phase
        self.error = error


@contextlib.contextmanager
def phase(name: str) -> Iterator[None]:
    """Marks any exception raised inside as raised in this phase."""
    try:
        yield
    except Exception as error:
        raise ThrownError(name, error) from error


_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}\b")
_PATH = re.compile(r"(?<![\w.])(?:/[\w.+@:-]+){2,}/?")
_SET = re.compile(r"\{(?:'[^']*'|None)(?:, (?:'[^']*'|None))+\}")
_FUNCTION_NODE = re.compile(r"\{\{function_node [^}]*\}\}\s*")


def clean_message(text: str) -> str:
    """The first line of a message, without parts that differ between machines or runs.

    Sets are sorted: the order in which Python prints one depends on hashes, and None's hash is an address.
    """
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    line = lines[0] if lines else ""
    line = _FUNCTION_NODE.sub("", line)
    line = _PATH.sub("…", _ADDRESS.sub("0x…", line))
    return _SET.sub(lambda found: "{" + ", ".join(sorted(found.group(0)[1:-1].split(", "))) + "}", line).strip()


def take_options(case: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The case's options under the source's own names; an option the reference does not have is refused."""
    unknown = sorted(set(case["options"]) - set(names))
    if unknown:
        raise ValueError(f"{case['id']}: options {unknown} do not exist in this reference")
    taken = {}
    for name, value in case["options"].items():
        taken[names[name]] = number(value) if name == "labelSmoothing" else value
    return taken


def serve(run: Callable[[Case], tuple[Any, Any]]) -> None:
    """Reads cases from stdin and writes answers to stdout; ``run`` gives (loss, gradient) or raises ThrownError.

    A gradient of None (TensorFlow has none with respect to integers) is answered as null.

    File descriptor 1 is pointed at stderr first, so that nothing a framework prints can end up between the answers.
    """
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        if not line.strip():
            continue
        case = json.loads(line)
        try:
            loss, gradient = run(case)
            answer: Answer = {
                "id": case["id"],
                "kind": "value",
                "loss": encode(canonical_nan(loss)),
                "gradient": None if gradient is None else encode(canonical_nan(gradient)),
            }
        except ThrownError as thrown:
            answer = {
                "id": case["id"],
                "kind": "throws",
                "phase": thrown.phase,
                "type": type(thrown.error).__name__,
                "message": clean_message(str(thrown.error)),
            }
        except Exception:
            print(f"case {case['id']} could not be run", file=sys.stderr)
            raise
        out.write(json.dumps(answer) + "\n")
        out.flush()
