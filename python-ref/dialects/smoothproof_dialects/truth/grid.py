"""The first input as rows along the class axis, with what belongs to each row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import mpmath
from mpmath import mpf
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth import Field, Outcome, reductions
from smoothproof_ref.truth.arrays import Shape, lines, positive_axis, without
from smoothproof_ref.truth.reductions import Reduced
from smoothproof_ref.truth.result import Terms
from smoothproof_ref.truth.softmax import Softmax
from smoothproof_ref.truth.variants import assemble, softmax_of, upstream_of

from smoothproof_dialects.dialect import Inputs

FIRST = ("logits", "logProbs", "probs")


@dataclass
class Grid:
    """``where``: flat indices of each row; ``rest``: the shape without the class axis."""

    inputs: Inputs
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
        return assemble(list(terms), self.where, self.shape, reduced)


def grid_of(inputs: Inputs, axis: int = -1) -> Grid:
    """Rows along ``axis`` of the first input."""
    first = inputs[next(name for name in FIRST if name in inputs)]
    at = positive_axis(axis, len(first.shape))
    rest = without(first.shape, at)
    return Grid(inputs, first, first.shape, first.shape[at], lines(first.shape, at), rest)


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
        reduced.coefficient = [c if keep else mpf(0) for c, keep in zip(reduced.coefficient, kept, strict=True)]
        reduced.magnitude = [m if keep else mpf(0) for m, keep in zip(reduced.magnitude, kept, strict=True)]
    return grid.close(terms, reduced)


def plain(grid: Grid, terms: Sequence[Terms], reduction: str) -> Outcome:
    """mean over rows, sum, or none."""
    return divided(grid, terms, {"none": None, "sum": mpf(1), "mean": mpf(len(terms))}[reduction])


def times(terms: Terms, weight: mpf) -> Terms:
    """A row that is computed and then multiplied: 0 times an infinite row is NaN."""
    size = abs(weight)
    return Terms(
        loss=weight * terms.loss,
        scale=size * terms.scale,
        floor=size * terms.floor,
        gradient=[weight * g for g in terms.gradient],
        gradient_scale=[size * g for g in terms.gradient_scale],
        gradient_floor=[size * g for g in terms.gradient_floor],
    )


def shifted(terms: Terms, constant: mpf, magnitude: mpf) -> Terms:
    """A constant added to a row's loss; a sum that no digit supports is the zero it stands for."""
    loss, scale = terms.loss + constant, terms.scale + magnitude
    if mpmath.isfinite(loss) and abs(loss) <= scale * mpf(10) ** (10 - mpmath.mp.dps):
        loss = mpf(0)
    return Terms(loss, scale, terms.floor, terms.gradient, terms.gradient_scale, terms.gradient_floor)


def field_of(shape: Shape, terms: Sequence[Terms]) -> Field:
    """Row losses as an output."""
    return Field(shape, [t.loss for t in terms], [t.scale for t in terms], [t.floor for t in terms])
