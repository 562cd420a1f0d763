"""What the Python clients share: arrays of NumPy in and out, and the portable codes of what they refuse.

    def run(variant, options, inputs): ...      # returns (loss, gradient); gradient may be None
    serve("torch", "2.15.0", ["torch"], run)

numpy has no bfloat16: such values are float32 arrays of the class BFloat16, which holds them exactly. ``wire(values, shape,
dtype)`` makes a result of any list of floats.

A refusal is an exception raised inside ``phase("construct" | "call" | "backward")``. Its text stands for a portable code
by the table of the references' messages, and before it by ``codes``, the client's own; what matches none is the code
``exception``, as is what is raised outside of a phase.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import speak
from codes import PATTERNS
from speak import Tensor

Arrays = Mapping[str, np.ndarray]
Run = Callable[[str, dict[str, Any], Arrays], "tuple[Any, Any]"]

# What a refusal of sizes, axes or ranks says in one way or another: last of all.
_SHAPE = (r"(?i)shape|dimension|\brank|\bax[ie]s\b|broadcast|size|out of (range|bounds)|start <= limit", "shape-mismatch")


class BFloat16(np.ndarray):
    """float32 values that came as bfloat16."""


def dtype_of(array: np.ndarray) -> str:
    """The dtype by the protocol's name."""
    return "bfloat16" if isinstance(array, BFloat16) else array.dtype.name


def wire(numbers: Sequence[float], shape: Sequence[int], dtype: str) -> Tensor:
    """Floats as a result."""
    return Tensor(dtype, shape, numbers)


def serve(
    name: str,
    version: str,
    variants: Sequence[str],
    run: Run,
    codes: Sequence[tuple[str, str]] = (),
    dtypes: Sequence[str] = ("float32", "float64"),
    gradient: bool = True,
) -> None:
    """Answers requests until the input ends; codes are of what only this client says."""

    def on_arrays(variant: str, options: dict[str, Any], inputs: Mapping[str, Tensor]) -> tuple[Any, Any]:
        # JSON has one kind of number, and some libraries take no integer here.
        options |= {key: float(value) for key, value in options.items() if key == "labelSmoothing"}
        results = run(variant, options, {key: _array(tensor) for key, tensor in inputs.items()})
        return tuple(value if value is None or isinstance(value, Tensor) else _tensor(value) for value in results)

    speak.serve(name, version, variants, on_arrays, dtypes, gradient, (*codes, *PATTERNS, _SHAPE))


def _array(tensor: Tensor) -> np.ndarray:
    return tensor.array().view(BFloat16) if tensor.dtype == "bfloat16" else tensor.array()


def _tensor(value: Any) -> Tensor:
    array = np.asanyarray(value)
    return wire(np.asarray(array, np.float64).reshape(-1).tolist(), array.shape, dtype_of(array))
