"""Exact tensors: a dtype, a shape and one bit pattern per element.

Bits, not numbers, because every reader of a vector must start from the same values; NaN, -0 and
subnormals are exact only in this form.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isnan, prod
from typing import Any

from smoothproof_ref.decimals import js_number


@dataclass(frozen=True)
class FloatFormat:
    """One IEEE binary format: struct codes, hex digits, and the exponents that its spacing follows from."""

    code: str
    integer: str
    digits: int
    precision: int
    smallest_exponent: int
    largest_exponent: int


FORMATS = {
    "float32": FloatFormat(">f", ">I", 8, 24, -149, 128),
    "float64": FloatFormat(">d", ">Q", 16, 53, -1074, 1024),
    "float16": FloatFormat(">e", ">H", 4, 11, -24, 16),
    # The upper half of a float32.
    "bfloat16": FloatFormat(">f", ">I", 4, 8, -133, 128),
}
QUIET_NAN = {"float32": 0x7FC00000, "float64": 0x7FF8000000000000, "float16": 0x7E00, "bfloat16": 0x7FC0}
SHORT = {"float64": "f64", "float32": "f32", "float16": "f16", "bfloat16": "bf16"}


def bits_of(dtype: str, value: float) -> int:
    """The bit pattern of ``value`` in ``dtype``; every NaN becomes the one quiet NaN (payloads are never asserted)."""
    if isnan(value):
        return QUIET_NAN[dtype]
    form = FORMATS[dtype]
    bits = struct.unpack(form.integer, struct.pack(form.code, value))[0]
    return bits >> 16 if dtype == "bfloat16" else bits


def float_of(dtype: str, bits: int) -> float:
    """The value of a bit pattern, widened to float64, which is exact."""
    form = FORMATS[dtype]
    return struct.unpack(form.code, struct.pack(form.integer, bits << 16 if dtype == "bfloat16" else bits))[0]


@dataclass(frozen=True)
class Tensor:
    """``bits`` is flat, row-major; int64 elements are kept as plain integers."""

    dtype: str
    shape: tuple[int, ...]
    bits: tuple[int, ...]
    # The recipe, if a file describes the tensor instead of listing it.
    recipe: Any = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if len(self.bits) != prod(self.shape):
            raise ValueError(f"shape: {list(self.shape)} holds {prod(self.shape)} elements, got {len(self.bits)}")

    @staticmethod
    def of(dtype: str, shape: Sequence[int], values: Sequence[float]) -> Tensor:
        """A tensor of exactly these values; a value that ``dtype`` cannot hold is refused, never rounded."""
        if dtype == "int64":
            return Tensor(dtype, tuple(shape), tuple(int(v) for v in values))
        patterns = tuple(bits_of(dtype, v) for v in values)
        for value, pattern in zip(values, patterns, strict=True):
            if not isnan(value) and float_of(dtype, pattern) != value:
                raise ValueError(f"values: {value!r} is not a {dtype}")
        return Tensor(dtype, tuple(shape), patterns)

    @staticmethod
    def rounded(dtype: str, shape: Sequence[int], values: Sequence[float]) -> Tensor:
        """A tensor of these values, each rounded to the nearest ``dtype``."""
        return Tensor(dtype, tuple(shape), tuple(bits_of(dtype, v) for v in values))

    @property
    def values(self) -> list[float]:
        """Elements as Python numbers: floats for a float tensor, integers for int64."""
        if self.dtype == "int64":
            return list(self.bits)
        known = {b: float_of(self.dtype, b) for b in set(self.bits)}
        return [known[b] for b in self.bits]

    def rows(self) -> list[tuple[int, ...]]:
        """Bits by last axis; a scalar is one row, an empty tensor has none."""
        if not self.bits:
            return []
        width = self.shape[-1] if self.shape else 1
        return [self.bits[i : i + width] for i in range(0, len(self.bits), width)]

    def wire(self) -> dict:
        """The form sent to a reference process: one big-endian bit pattern per element, space separated."""
        digits = 16 if self.dtype == "int64" else FORMATS[self.dtype].digits
        mask = (1 << 64) - 1
        return {
            "dtype": self.dtype,
            "shape": list(self.shape),
            "hex": " ".join(f"{b & mask:0{digits}x}" for b in self.bits),
        }

    @staticmethod
    def from_wire(wire: dict) -> Tensor:
        """Reads what a reference process answered; NaNs are made canonical."""
        dtype = wire["dtype"]
        raw = [int(word, 16) for word in wire["hex"].split()]
        if dtype == "int64":
            return Tensor(dtype, tuple(wire["shape"]), tuple(b - (1 << 64) if b >> 63 else b for b in raw))
        canonical = {b: bits_of(dtype, float_of(dtype, b)) for b in set(raw)}
        return Tensor(dtype, tuple(wire["shape"]), tuple(canonical[b] for b in raw))

    def json(self) -> dict:
        """The form in a fixture: rows of bits, and decimals that agree with them."""
        if self.recipe is not None:
            return {"dtype": self.dtype, "shape": list(self.shape), "recipe": self.recipe.json()}
        if self.dtype == "int64":
            return {"dtype": self.dtype, "shape": list(self.shape), "data": list(self.bits)}
        return {
            "dtype": self.dtype,
            "shape": list(self.shape),
            "rows": [{"hex": hex_row(self.dtype, row), "dec": dec_row(self.dtype, row)} for row in self.rows()],
        }


def hex_row(dtype: str, row: Sequence[int]) -> str:
    """Bit patterns of one row, space separated."""
    return " ".join(f"{b:0{FORMATS[dtype].digits}x}" for b in row)


def dec_row(dtype: str, row: Sequence[int]) -> list[str]:
    """Shortest decimals of one row's values widened to float64 (shortest float32 decimals do not all read back)."""
    return [js_number(float_of(dtype, b)) for b in row]
