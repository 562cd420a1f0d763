"""Runs smoothproof's golden vectors against a Python function. Fill in loss_and_gradient().

    npx smoothproof vectors --variant torch > label_smoothing_vectors.jsonl
    pytest test_label_smoothing.py

The vectors are a file: keep it beside this one, and tests need neither Node nor a network.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

VECTORS = Path(__file__).with_name("label_smoothing_vectors.jsonl")
# What is tested: core is what training meets; edge has NaN, infinities and empty batches; refusal what is refused.
TIERS = {"core"}


def loss_and_gradient(options: dict[str, Any], inputs: dict[str, "Tensor"]) -> tuple[Any, Any]:
    """Your loss and its gradient in the first input: numbers, lists of lists, or arrays of NumPy, PyTorch or JAX.

    The gradient is that of sum(loss * upstream); upstream is 1 where it is not given. A gradient of None is not tested.
    """
    pytest.skip("not written yet")


class Tensor:
    """dtype, shape, and data in row-major order."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.dtype: str = given["dtype"]
        self.shape: list[int] = given["shape"]
        self.data: list[float] = [number(value) for value in given["data"]]

    def array(self) -> Any:
        """As an array of NumPy; bfloat16, which NumPy lacks, as float32, which holds the same numbers."""
        import numpy

        return numpy.array(self.data, "float32" if self.dtype == "bfloat16" else self.dtype).reshape(self.shape)

    def torch(self) -> Any:
        """As a tensor of PyTorch."""
        import torch

        return torch.tensor(self.data, dtype=getattr(torch, self.dtype)).reshape(self.shape)


def number(value: Any) -> Any:
    """JSON has no digits for these."""
    return float(value) if value in ("NaN", "Infinity", "-Infinity", "-0") else value


def vectors() -> list[dict[str, Any]]:
    if not VECTORS.exists():
        pytest.exit(f"{VECTORS.name}: expected beside this file. Run: npx smoothproof vectors --variant torch > {VECTORS.name}", 2)
    lines = VECTORS.read_text(encoding="utf-8").splitlines()
    return [vector for vector in map(json.loads, lines) if vector["tier"] in TIERS]


def flat(value: Any) -> Iterator[float]:
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from flat(item)
    else:
        yield float(value)


def is_right(got: float, value: float, allowed: float, signed_zeros: bool) -> bool:
    if math.isnan(value) or math.isnan(got):
        return math.isnan(value) and math.isnan(got)
    if signed_zeros and got == value == 0:
        return math.copysign(1, got) == math.copysign(1, value)
    return got == value or abs(got - value) <= allowed


def check(output: str, expected: dict[str, Any], got: Any) -> None:
    got, values, allowed = list(flat(got)), expected["value"], expected["allowed"]
    assert len(got) == math.prod(expected["shape"]), f"{output}: another number of elements"
    allowed = allowed if isinstance(allowed, list) else [allowed] * len(values)
    signed_zeros = expected.get("signedZeros", False)
    # Where the reference overflows, what it returned is right as well.
    others = expected.get("overflows", values)
    for at, value, other, most in zip(expected.get("at", range(len(got))), map(number, values), map(number, others), allowed, strict=True):
        right = is_right(got[at], value, most, signed_zeros) or is_right(got[at], other, 0, signed_zeros)
        assert right, f"{output}, element {at}: expected {value!r}, got {got[at]!r}, {most:.3g} allowed"


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["id"])
def test_label_smoothing(vector: dict[str, Any]) -> None:
    options = {name: number(value) for name, value in vector["options"].items()}
    inputs = {name: Tensor(given) for name, given in vector["inputs"].items()}
    expect = vector["expect"]
    if expect["kind"] == "refusal":
        with pytest.raises(Exception):
            loss_and_gradient(options, inputs)
        return
    loss, gradient = loss_and_gradient(options, inputs)
    check("loss", expect["loss"], loss)
    if gradient is not None:
        check("gradient", expect["gradient"], gradient)
