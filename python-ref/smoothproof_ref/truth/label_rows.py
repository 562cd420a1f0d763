"""Losses of independent labels: one sigmoid cross entropy per element, and how they are added up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import mpmath
from mpmath import mpf

from smoothproof_ref.truth import reductions
from smoothproof_ref.truth.grid import Grid, assemble
from smoothproof_ref.truth.labels import Label, from_logit
from smoothproof_ref.truth.reductions import upstream_of
from smoothproof_ref.truth.result import Outcome, Terms
from smoothproof_ref.truth.row_terms import times

LabelLoss = Callable[[mpf, mpf], Label]
LabelRows = list[list[Terms]]


def as_terms(label: Label) -> Terms:
    """One label as a row of its own."""
    return Terms(
        label.loss,
        label.scale,
        label.floor,
        [label.gradient],
        [label.gradient_scale],
        [label.gradient_floor],
    )


def label_rows(
    grid: Grid, q: Sequence[Sequence[mpf]], weight: Sequence[mpf] | None = None, loss: LabelLoss = from_logit
) -> LabelRows:
    """One loss per element, each times its class's weight."""
    weights = [mpf(1)] * grid.classes if weight is None else weight
    return [
        [times(as_terms(loss(k, x)), w) for k, x, w in zip(mass, row, weights, strict=True)]
        for mass, row in zip(q, grid.exact, strict=True)
    ]


def joined(labels: Sequence[Terms], divisor: mpf) -> Terms:
    """A row's labels as one row: their losses added up and divided."""
    return Terms(
        loss=reductions.quotient(mpmath.fsum(t.loss for t in labels), divisor),
        scale=reductions.quotient(mpmath.fsum(t.scale for t in labels), divisor),
        floor=reductions.quotient(mpmath.fsum(t.floor for t in labels), divisor),
        gradient=[t.gradient[0] / divisor for t in labels],
        gradient_scale=[t.gradient_scale[0] / divisor for t in labels],
        gradient_floor=[t.gradient_floor[0] / divisor for t in labels],
    )


def flat(grid: Grid, labels: LabelRows) -> tuple[list[Terms], list[list[int]]]:
    """All labels in the first input's order, each with the place it came from."""
    placed = [pair for at, row in zip(grid.where, labels, strict=True) for pair in zip(at, row, strict=True)]
    placed.sort(key=lambda pair: pair[0])
    return [term for _, term in placed], [[index] for index, _ in placed]


def reduced_labels(grid: Grid, labels: LabelRows, reduction: str) -> Outcome:
    """mean over all elements, sum, none (one loss per element), or sum-classes: over classes, then the mean of rows."""
    upstream = upstream_of(grid.inputs)
    if reduction == "sum-classes":
        rows = [joined(row, mpf(1)) for row in labels]
        return grid.close(rows, reductions.totalled(rows, mpf(len(rows)), upstream))
    terms, where = flat(grid, labels)
    if reduction == "none":
        reduced = reductions.unreduced(terms, grid.shape, upstream)
    else:
        reduced = reductions.totalled(terms, mpf(len(terms)) if reduction == "mean" else mpf(1), upstream)
    return assemble(terms, where, grid.shape, reduced)
