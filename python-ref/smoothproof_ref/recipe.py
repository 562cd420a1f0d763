"""Large tensors that a file describes instead of listing, since they would otherwise fill the fixtures.

Element i, flat and row-major, is low + floor(u * (high - low + 1) / 2^32) times 2^exponent, where u is the i-th output
of mulberry32 seeded with ``seed``; then each (index, value) of ``set`` overwrites one element. All values are
exact in the tensor's dtype. src/fixtures/recipe.ts does the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from smoothproof_ref.tensors import Tensor


@dataclass(frozen=True)
class Recipe:
    """How to make one tensor."""

    seed: int
    low: int
    high: int
    exponent: int
    set: tuple[tuple[int, float], ...] = ()

    def json(self) -> dict[str, Any]:
        """The form in a fixture."""
        return {
            "seed": self.seed,
            "low": self.low,
            "high": self.high,
            "exponent": self.exponent,
            "set": [list(pair) for pair in self.set],
        }

    def values(self, count: int) -> list[float]:
        """The first elements."""
        state = (self.seed + 0x6D2B79F5 * np.arange(1, count + 1, dtype=np.uint64)).astype(np.uint32)
        mixed = (state ^ (state >> np.uint32(15))) * (state | np.uint32(1))
        mixed ^= mixed + (mixed ^ (mixed >> np.uint32(7))) * (mixed | np.uint32(61))
        u = (mixed ^ (mixed >> np.uint32(14))).astype(np.uint64)
        drawn = self.low + ((u * np.uint64(self.high - self.low + 1)) >> np.uint64(32)).astype(np.int64)
        found = (drawn * 2.0**self.exponent + 0.0).tolist()
        for index, value in self.set:
            found[index] = value
        return found

    def tensor(self, dtype: str, shape: tuple[int, ...]) -> Tensor:
        """The tensor, which remembers the recipe."""
        made = Tensor.of(dtype, shape, self.values(prod(shape)))
        return Tensor(dtype, made.shape, made.bits, self)
