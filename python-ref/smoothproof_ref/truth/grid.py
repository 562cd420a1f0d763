"""The first input as rows along the class axis, with what belongs to each row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any

import mpmath
from mpmath import mpf

from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth import reductions
from smoothproof_ref.truth.arrays import Shape, lines, positive_axis, without
from smoothproof_ref.truth.reductions import Reduced, upstream_of
from smoothproof_ref.truth.result import Field, Outcome, Terms
from smoothproof_ref.truth.softmax import Softmax, softmax

FIRST = ("logits", "logProbs", "probs")


@lru_cache(maxsize=1 << 12)
def _softmax(row: tuple[float, ...], digits: int) -> Softmax:
    """Shared by the variants that meet the same row; ``digits`` is part of the key because precision is."""
    return softmax([mpf(x) for x in row])


def softmax_of(row: Sequence[float]) -> Softmax:
    """Softmax of one row of floats."""
    return _softmax(tuple(row), mpmath.mp.dps)


def smoothing_of(options: Mapping[str, Any]) -> float:
    """labelSmoothing as the float64 it is given as; 0 where it is not given."""
    return float(options.get("labelSmoothing", 0.0))


def assemble(terms: Sequence[Terms], where: Sequence[Sequence[int]], shape: Shape, reduced: Reduced) -> Outcome:
    """Puts each row's gradient, times its coefficient, where the row came from."""
    size = prod(shape)
    gradient, scale, floor = [mpf(0)] * size, [mpf(0)] * size, [mpf(0)] * size
    # Rows of a long batch share their terms and their coefficient, and then their products too.
    known: dict[tuple[int, int, int], list[tuple[mpf, mpf, mpf]]] = {}
    for row, at, coefficient, magnitude in zip(terms, where, reduced.coefficient, reduced.magnitude, strict=True):
        key = (id(row), id(coefficient), id(magnitude))
        if key not in known:
            each = zip(row.gradient, row.gradient_scale, row.gradient_floor, strict=True)
            known[key] = [(coefficient * g, magnitude * s, magnitude * f) for g, s, f in each]
        for index, (g, s, f) in zip(at, known[key], strict=False):
            gradient[index], scale[index], floor[index] = g, s, f
    return Outcome(reduced.loss, Field(shape, gradient, scale, floor))


@dataclass
class Grid:
    """``where``: flat indices of each row; ``rest``: the shape without the class axis."""

    inputs: Mapping[str, Tensor]
    first: Tensor
    shape: Shape
    classes: int
    where: list[list[int]]
    rest: Shape

    @property
    def rows(self) -> list[list[float]]:
        """The first input's rows."""
        x = self.first.values
        return [[x[i] for i in at] for at in self.where]

    @property
    def exact(self) -> list[list[mpf]]:
        """The same as numbers of 50 digits."""
        return [[mpf(v) for v in row] for row in self.rows]

    @property
    def softmaxes(self) -> list[Softmax]:
        """Softmax of each row."""
        return [softmax_of(row) for row in self.rows]

    @property
    def by_index(self) -> bool:
        """Whether the target names classes."""
        return self.inputs["target"].dtype == "int64"

    @property
    def indices(self) -> list[int]:
        """The target's class of each row."""
        return [int(t) for t in self.inputs["target"].values]

    def targets(self) -> list[list[mpf]]:
        """The target's rows as distributions; an index outside the classes is a row of zeros."""
        if self.by_index:
            return [[mpf(k == index) for k in range(self.classes)] for index in self.indices]
        y = self.inputs["target"].values
        return [[mpf(y[i]) for i in at] for at in self.where]

    def given(self, name: str, count: int) -> list[mpf]:
        """A weight per class or per row; ones where none is given."""
        tensor = self.inputs.get(name)
        return [mpf(1)] * count if tensor is None else [mpf(w) for w in tensor.values]

    def close(self, terms: Sequence[Terms], reduced: Reduced) -> Outcome:
        """Row terms and what the reduction says of them, as loss and gradient."""
        return assemble(terms, self.where, self.shape, reduced)


def grid_of(inputs: Mapping[str, Tensor], axis: int = -1) -> Grid:
    """Rows along ``axis`` of the first input."""
    first = inputs[next(name for name in FIRST if name in inputs)]
    at = positive_axis(axis, len(first.shape))
    return Grid(inputs, first, first.shape, first.shape[at], lines(first.shape, at), without(first.shape, at))


def divided(
    grid: Grid, terms: Sequence[Terms], denominator: mpf | None, kept: Sequence[bool] | None = None, **more: Callable
) -> Outcome:
    """sum / denominator, or one loss per row where ``denominator`` is None. A row that is not kept gets no gradient,
    whatever the denominator is: its loss was replaced by 0, not multiplied."""
    upstream = upstream_of(grid.inputs)
    if denominator is None:
        reduced = reductions.unreduced(terms, grid.rest, upstream)
    else:
        reduced = reductions.totalled(terms, denominator, upstream, **more)
    if kept is not None:
        nothing = mpf(0)
        reduced.coefficient = [c if keep else nothing for c, keep in zip(reduced.coefficient, kept, strict=True)]
        reduced.magnitude = [m if keep else nothing for m, keep in zip(reduced.magnitude, kept, strict=True)]
    return grid.close(terms, reduced)


def plain(grid: Grid, terms: Sequence[Terms], reduction: str) -> Outcome:
    """mean over rows, sum, or none."""
    return divided(grid, terms, {"none": None, "sum": mpf(1), "mean": mpf(len(terms))}[reduction])
