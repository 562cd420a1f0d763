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

    def __init__(self, wire: dict[str, Any]) -> None:
        self.dtype: str = wire["dtype"]
        self.shape: list[int] = wire["shape"]
        self.data: list[float] = [number(value) for value in wire["data"]]

    def array(self) -> Any:
        """As an array of NumPy."""
        import numpy

        return numpy.array(self.data, dtype=self.dtype).reshape(self.shape)


# JSON has no digits for these.
NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}
# Digits of the significand, and the exponent of the smallest subnormal number.
FORMATS = {"float64": (53, -1074), "float32": (24, -149), "float16": (11, -24), "bfloat16": (8, -133)}


def number(value: Any) -> Any:
    return NUMBERS.get(value, value) if isinstance(value, str) else value


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


def unit(output: str, dtype: str, truth: float, scale: float) -> float:
    """Of a loss, the spacing of numbers there; of a gradient, the rounding error that its subtraction must have."""
    digits, least = FORMATS[dtype]
    magnitude = max(scale, abs(truth))
    if output == "loss":
        return 2.0 ** max(math.frexp(magnitude)[1] - digits, least)
    return max(2.0 ** (1 - digits) * magnitude, 2.0**least)


def check(output: str, expected: dict[str, Any], got: Any) -> None:
    got = list(flat(got))
    assert len(got) == len(expected["observed"]), f"{output}: another number of elements"
    rows = zip(got, expected["observed"], expected["truth"], expected["scale"], strict=True)
    for at, (value, observed, truth, scale) in enumerate(rows):
        where = f"{output}, element {at}: expected {observed} (truth {truth}), got {value!r}"
        observed, true = number(observed), float(number(truth))
        if math.isnan(observed) or math.isinf(observed) or math.isnan(true) or math.isinf(true):
            assert value == observed or (math.isnan(value) and math.isnan(observed)), where
            continue
        # A double holds no more digits of the truth than this: what is left out is less than a unit.
        units = abs(value - true) / unit(output, expected["dtype"], true, float(number(scale)))
        assert units <= expected["allowed"], f"{where}: {units:.3g} units, {expected['allowed']:.3g} allowed"


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["id"])
def test_label_smoothing(vector: dict[str, Any]) -> None:
    options = {name: number(value) for name, value in vector["options"].items() if value is not None}
    inputs = {name: Tensor(wire) for name, wire in vector["inputs"].items()}
    expect = vector["expect"]
    if expect["kind"] == "throws":
        with pytest.raises(Exception):
            loss_and_gradient(options, inputs)
        return
    loss, gradient = loss_and_gradient(options, inputs)
    check("loss", expect["loss"], loss)
    if gradient is not None:
        check("gradient", expect["gradient"], gradient)
