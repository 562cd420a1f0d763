"""Before a vector is written, two independent results must agree: the reference's numbers and the definition's.

A difference is measured in eps * (scale + floor): the scale is the size of the terms of the value, the floor is
what a reference loses when it forms a small term from larger ones (log of a sum near 1, a probability near 1). A
variant's bounds, each with its reason, are there to find errors, not to rate a reference.
"""

from __future__ import annotations

import mpmath
from mpmath import mpf

from smoothproof_ref.rounding import epsilon, ulp, value_class
from smoothproof_ref.tensors import Tensor, float_of
from smoothproof_ref.truth import Field
from smoothproof_ref.variant import Bound

MANY_CLASSES = 256


def distinct(observed: Tensor, truth: Field) -> list[int]:
    """One element of each kind, in order: those of the rows that a long batch repeats share bits and numbers."""
    kinds = zip(observed.bits, map(id, truth.values), map(id, truth.scale), map(id, truth.floor), strict=True)
    first: dict[tuple[int, ...], int] = {}
    for i, kind in enumerate(kinds):
        first.setdefault(kind, i)
    return list(first.values())


def worst(observed: Tensor, truth: Field) -> float:
    """The largest error of finite elements in eps * (scale + floor), never below one smallest subnormal."""
    eps = epsilon(observed.dtype)
    least = ulp(mpf(0), observed.dtype)
    result = mpf(0)
    for i in distinct(observed, truth):
        got, value = float_of(observed.dtype, observed.bits[i]), truth.values[i]
        scale, floor = truth.scale[i], truth.floor[i]
        if got - got == 0 and mpmath.isfinite(value):
            size = max(scale, abs(value)) + (floor if mpmath.isfinite(floor) else 0)
            result = max(result, abs(mpf(got) - value) / max(eps * size, least))
    return float(result)


def class_differences(observed: Tensor, truth: Field) -> list[int]:
    """Elements that are NaN or infinite in one, and finite or of another class in the other."""
    return [
        i
        for i in distinct(observed, truth)
        if value_class(float_of(observed.dtype, observed.bits[i])) != value_class(truth.values[i])
    ]


def disagreement(bound: Bound, classes: int, output: str, observed: Tensor, truth: Field) -> str | None:
    """One line that says how the two results differ, or None."""
    if observed.shape != truth.shape:
        return f"{output}: observed shape {list(observed.shape)}, truth has {list(truth.shape)}"
    different = class_differences(observed, truth)
    if different:
        return f"{output}[{different[0]}]: " + _both(observed, truth, different[0])
    name = f"{output}_many" if classes > MANY_CLASSES else output
    error, limit = worst(observed, truth), getattr(bound, name)
    if error > limit:
        index = _worst_index(observed, truth)
        return f"{output}[{index}]: {error:.3g} units apart, bound {limit:g}: " + _both(observed, truth, index)
    return None


def _worst_index(observed: Tensor, truth: Field) -> int:
    def error(i: int) -> float:
        single = Field((1,), [truth.values[i]], [truth.scale[i]], [truth.floor[i]])
        return worst(Tensor(observed.dtype, (1,), (observed.bits[i],)), single)

    return max(range(len(observed.bits)), key=error)


def _both(observed: Tensor, truth: Field, index: int) -> str:
    return f"observed {observed.values[index]!r}, truth {mpmath.nstr(truth.values[index], 20)}"


def worst_units(one: Tensor, other: Tensor, truth: Field, dtype: str) -> float:
    """The largest difference of two observations in eps * scale of ``dtype``; infinite for another shape or class."""
    if one.shape != other.shape:
        return float("inf")
    eps, least, result = epsilon(dtype), ulp(mpf(0), dtype), mpf(0)
    for left, right, value, scale in zip(one.values, other.values, truth.values, truth.scale, strict=True):
        if value_class(left) != value_class(right):
            return float("inf")
        if value_class(left) == "finite" and mpmath.isfinite(value):
            result = max(result, abs(mpf(left) - mpf(right)) / max(eps * max(scale, abs(value)), least))
    return float(result)
