"""From 50 digits to bits: correct rounding, spacing, and distance in units in the last place."""

from __future__ import annotations

import math

import mpmath
from mpmath import mpf

from smoothproof_ref.tensors import FORMATS, QUIET_NAN, bits_of


def _integer_ratio(value: mpf) -> tuple[int, int]:
    """A finite value as mantissa * 2^exponent with a signed integer mantissa."""
    sign, mantissa, exponent, _ = value._mpf_
    return (-int(mantissa) if sign else int(mantissa)), int(exponent)


def round_bits(value: mpf, dtype: str) -> int:
    """``value`` rounded once, to nearest with ties to even, subnormals and overflow included.

    Going through a float64 would round twice and miss float32's ties by one bit now and then.
    """
    form = FORMATS[dtype]
    mantissa, exponent = _integer_ratio(value)
    if not mantissa:
        return QUIET_NAN[dtype] if mpmath.isnan(value) else bits_of(dtype, float(value))
    magnitude = abs(mantissa)
    target = max(exponent + magnitude.bit_length() - form.precision, form.smallest_exponent)
    shift = target - exponent
    if shift > 0:
        if shift > magnitude.bit_length() + 2:
            magnitude = 0
        else:
            rest, half = magnitude & ((1 << shift) - 1), 1 << (shift - 1)
            magnitude >>= shift
            magnitude += rest > half or (rest == half and magnitude & 1)
    else:
        target = exponent
    if magnitude.bit_length() + target > form.largest_exponent:
        result = float("inf")
    else:
        result = math.ldexp(magnitude, target)
    return bits_of(dtype, -result if mantissa < 0 else result)


def ulp(value: mpf, dtype: str) -> mpf:
    """The spacing of ``dtype`` at |value|; at or below the smallest normal it is the smallest subnormal."""
    form = FORMATS[dtype]
    if value == 0:
        return mpmath.ldexp(1, form.smallest_exponent)
    mantissa, exponent = _integer_ratio(value)
    return mpmath.ldexp(1, max(exponent + abs(mantissa).bit_length() - form.precision, form.smallest_exponent))


def epsilon(dtype: str) -> mpf:
    """The spacing at 1."""
    return mpmath.ldexp(1, 1 - FORMATS[dtype].precision)


def ordered(dtype: str, bits: int) -> int:
    """Bits as an integer that grows with the value, so that neighbours differ by one and -0 equals 0."""
    top = 1 << (FORMATS[dtype].digits * 4 - 1)
    return bits if bits < top else top - bits


def value_class(value: float | mpf) -> str:
    """The class of a value: values that are not finite can only be compared by class."""
    if isinstance(value, mpf):
        value = float("nan") if mpmath.isnan(value) else float(value) if mpmath.isinf(value) else 0.0
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return "finite"


def bits_class(dtype: str, bits: int) -> str:
    """The class of a bit pattern, by comparing integers."""
    form = FORMATS[dtype]
    sign = 1 << (form.digits * 4 - 1)
    infinity = sign - (1 << (form.precision - 1))
    magnitude = bits & (sign - 1)
    if magnitude < infinity:
        return "finite"
    return "nan" if magnitude > infinity else "-inf" if bits & sign else "inf"


def distance(dtype: str, left: int, right: int) -> int | str:
    """ULP between two bit patterns, or "class" where one or both are NaN or infinite and their classes differ."""
    one, other = bits_class(dtype, left), bits_class(dtype, right)
    if one != other:
        return "class"
    return 0 if one != "finite" else abs(ordered(dtype, left) - ordered(dtype, right))
