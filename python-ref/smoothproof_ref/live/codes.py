"""Portable error codes for what the references print. Frameworks have no codes, so their texts are all there is."""

from __future__ import annotations

import re

# The first pattern that fits decides; more particular ones come first.
_PATTERNS: tuple[tuple[str, str], ...] = (
    (r"label_smoothing", "label-smoothing-out-of-range"),
    (r"^AssertionError: $", "label-smoothing-out-of-range"),
    (r"ZeroDivisionError", "num-classes-too-small"),
    (r"ignore_index is not supported", "ignore-index-with-distribution"),
    (r"^IndexError: index -?\d+ is out of bounds for dimension 0", "ignore-index-out-of-range"),
    (
        r"Target -?\d+ is out of bounds|is out of bounds for dimension 1|Class values must be",
        "class-index-out-of-range",
    ),
    (
        r"not a valid value for reduction|argument `reduction`|Unknown reduction|^ValueError: reduction:",
        "reduction-unknown",
    ),
    (r"weight tensor should be defined|Operands could not be broadcast|Incompatible shapes", "weight-shape"),
    (r"not implemented for 'Long'|Integral inputs not supported|^TypeError: logits:", "input-dtype"),
    (r"target dtype|dtype int32/int64 for index|floating point type for target|^TypeError: target:", "target-dtype"),
)


def code_of(kind: str, message: str) -> str:
    """The portable code of an exception; the rest of what references refuse is about shapes."""
    text = f"{kind}: {message}"
    return next((code for pattern, code in _PATTERNS if re.search(pattern, text)), "shape-mismatch")
