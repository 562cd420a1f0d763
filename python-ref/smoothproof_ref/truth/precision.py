"""How many digits the truth is computed with, and what counts as an exact zero."""

from __future__ import annotations

from collections.abc import Iterable

import mpmath
from mpmath import mpf

DIGITS = 50
_MARGIN_BITS = 33
mpmath.mp.dps = DIGITS


def working_digits(values: Iterable[float]) -> int:
    """Enough digits for 50 correct ones: subnormal inputs next to 1 need more digits, as many as they lie below it."""
    smallest = min((abs(v) for v in values if v and abs(v) < 1e-6), default=1.0)
    return DIGITS + int(-mpmath.log10(mpf(smallest)))


def finite(value: mpf) -> bool:
    """Neither NaN nor infinite: those are the values without mantissa whose exponent is not 0 (mpmath.isfinite takes
    ten times as long, and this runs for every element)."""
    _, mantissa, exponent, _ = value._mpf_
    return bool(mantissa) or exponent == 0


def minus(left: mpf, right: mpf) -> mpf:
    """left - right, where a residue below the computed digits is replaced by the exact zero that it stands for.

    With p = 1/3 and q = 1/3 the difference of the rounded thirds is about 1e-51. The true difference is zero, and a
    zero is judged differently from a tiny number, so the residue has to go.
    """
    difference = left - right
    _, mantissa, exponent, length = difference._mpf_
    if not (mantissa and left._mpf_[1] and right._mpf_[1]):
        return difference
    size = max(left._mpf_[2] + left._mpf_[3], right._mpf_[2] + right._mpf_[3])
    return mpf(0) if exponent + length <= size - mpmath.mp.prec + _MARGIN_BITS else difference
