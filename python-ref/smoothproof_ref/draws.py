"""Numbers for inputs, from integers alone.

A stream is splitmix64 seeded with the first eight bytes (big endian) of sha256("<vector id>/<input name>"). Values are
small integers times a power of two: exact in float32, the same in every language, and independent of any library's
random numbers, whose streams change between releases.
"""

from __future__ import annotations

import hashlib

_MASK = (1 << 64) - 1


class Draws:
    """A stream of integers that belongs to one input of one vector."""

    def __init__(self, vector_id: str, name: str) -> None:
        digest = hashlib.sha256(f"{vector_id}/{name}".encode()).digest()
        self._state = int.from_bytes(digest[:8], "big")

    def word(self) -> int:
        """The next 64 bits of splitmix64."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        z = self._state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return z ^ (z >> 31)

    def integer(self, low: int, high: int) -> int:
        """An integer in [low, high]; the modulo's bias is below 2^-50 at the ranges used here."""
        return low + self.word() % (high - low + 1)

    def dyadic(self, low: int, high: int, exponent: int) -> float:
        """integer(low, high) * 2^exponent."""
        return float(self.integer(low, high)) * 2.0**exponent
