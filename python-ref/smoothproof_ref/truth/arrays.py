"""Row-major index arithmetic: rows along an axis, and numpy's broadcasting, on flat lists."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod

Shape = tuple[int, ...]


def positive_axis(axis: int, rank: int) -> int:
    """A negative axis counts from the end."""
    return axis + rank if axis < 0 else axis


def without(shape: Shape, axis: int) -> Shape:
    """The shape that is left when one axis is summed away."""
    return shape[:axis] + shape[axis + 1 :]


def lines(shape: Shape, axis: int) -> list[list[int]]:
    """Flat indices of every line along ``axis``, in the row-major order of the remaining axes."""
    inner = prod(shape[axis + 1 :])
    outer = prod(shape[:axis])
    length = shape[axis]
    return [[(o * length + k) * inner + i for k in range(length)] for o in range(outer) for i in range(inner)]


def broadcast_shape(left: Shape, right: Shape) -> Shape:
    """The common shape of two operands, aligned at the last axis."""
    rank = max(len(left), len(right))
    one = (1,) * (rank - len(left)) + left
    other = (1,) * (rank - len(right)) + right
    if any(a != b and 1 not in (a, b) for a, b in zip(one, other, strict=True)):
        raise ValueError(f"shapes: {list(left)} and {list(right)} do not broadcast")
    return tuple(b if a == 1 else a for a, b in zip(one, other, strict=True))


def broadcast_indices(shape: Shape, target: Shape) -> list[int]:
    """For each element of ``target``, the flat index of the element of ``shape`` that stands there."""
    padded = (1,) * (len(target) - len(shape)) + shape
    strides: list[int] = []
    step = 1
    for size in reversed(padded):
        strides.insert(0, 0 if size == 1 else step)
        step *= size
    return [sum(i * s for i, s in zip(index, strides, strict=True)) for index in product(*map(range, target))]


def one_hot_index(row: Sequence[float]) -> int | None:
    """The class that holds all the mass, or None where the row is not one-hot."""
    if sorted(row) != [0.0] * (len(row) - 1) + [1.0]:
        return None
    return list(row).index(1.0)
