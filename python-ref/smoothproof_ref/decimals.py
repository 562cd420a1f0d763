"""Numbers as text: the one JavaScript prints, and the two roundings the fixtures need.

JavaScript's ``String(number)`` is the shortest decimal that reads back as the same float64, and JSON readers in every
language agree on what it means. Python's ``repr`` finds the same digits but writes them differently (``1e-06``).
"""

from __future__ import annotations

import math

import mpmath
from mpmath import mpf

TRUTH_DIGITS = 40


def js_number(value: float) -> str:
    """``String(value)`` as JavaScript prints it; NaN, Infinity, -Infinity and -0 by name.

    >>> js_number(1e-06), js_number(1e-07), js_number(1e21), js_number(2.0), js_number(-0.0)
    ('0.000001', '1e-7', '1e+21', '2', '-0')
    """
    if isinstance(value, int):
        return str(value)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "-0" if math.copysign(1.0, value) < 0 else "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = f"{abs(value)!r}e".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = int(exponent.rstrip("e") or 0) + len(whole)
    point -= len(whole + fraction) - len((whole + fraction).lstrip("0"))
    digits = digits.rstrip("0")
    count = len(digits)
    if count <= point <= 21:
        return sign + digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    power = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return sign + digits[0] + (f".{digits[1:]}" if count > 1 else "") + power


def truth_text(value: mpf) -> str:
    """A truth value as 40 significant digits, in a form that JavaScript's Number() reads."""
    if mpmath.isnan(value):
        return "NaN"
    if mpmath.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    text = mpmath.nstr(value, TRUTH_DIGITS, min_fixed=-7, max_fixed=21)
    mantissa, mark, exponent = text.partition("e")
    return (mantissa.removesuffix(".0") if "." in mantissa else mantissa) + mark + exponent


def scale_text(value: mpf) -> str:
    """An error scale to three significant digits, rounded up so that a budget is never tighter than stated."""
    if not mpmath.isfinite(value):
        return "1"
    if value == 0:
        return "0"
    exponent = int(mpmath.floor(mpmath.log10(value)))
    digits = int(mpmath.ceil(value * mpf(10) ** (2 - exponent)))
    if digits < 100:
        exponent -= 1
        digits = int(mpmath.ceil(value * mpf(10) ** (2 - exponent)))
    if digits >= 1000:
        exponent += 1
        digits = (digits + 9) // 10
    return f"{digits // 100}.{digits % 100:02d}e{exponent}"


def offset_text(offset: float) -> str:
    """A signed distance in ULP: three decimals where that is readable, all of a float64's digits where it is not."""
    return f"{offset:.3f}" if abs(offset) < 1e6 else f"{offset:.17g}"
