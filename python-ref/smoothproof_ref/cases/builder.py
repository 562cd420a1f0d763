"""Turns a covering row into a case: the part that all variants' builders share."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from smoothproof_ref.cases.case import Case
from smoothproof_ref.draws import Draws
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth.arrays import lines
from smoothproof_ref.variant import Row, Variant


class Builder:
    """One case; every input has its own stream of draws, so that adding one never changes another."""

    def __init__(self, variant: Variant, row: Row, dtype: str, name: str) -> None:
        self.variant, self.row, self.dtype, self.id = variant, row, dtype, name
        self.regime = row["regime"]
        self.options: dict[str, Any] = {}

    def place(self, shape: tuple[int, ...], axis: int) -> None:
        """Decides where the classes are."""
        self.shape, self.axis = shape, axis
        self.where = lines(shape, axis)
        self.classes = shape[axis]

    def chosen_classes(self, avoid: int | None) -> list[int]:
        """One class per row; the ignored class is used only on purpose."""
        draws = Draws(self.id, "target")
        return [
            next(c for c in iter(lambda: draws.integer(0, self.classes - 1), None) if c != avoid or self.classes == 1)
            for _ in self.where
        ]

    def along_classes(self, table: Sequence[Sequence[float]]) -> Tensor:
        """Rows of classes as a tensor of the case's shape."""
        values = [0.0] * prod(self.shape)
        for row, at in zip(table, self.where, strict=True):
            for value, index in zip(row, at, strict=True):
                values[index] = value
        return Tensor.of(self.dtype, self.shape, values)

    def weights(self, stream: str, kind: str, shape: tuple[int, ...]) -> Tensor:
        """Eighths in [1/8, 2]; ``zero`` puts a 0 in one place, the regime weight-zero in all."""
        draws = Draws(self.id, stream)
        values = [draws.dyadic(1, 16, -3) for _ in range(prod(shape))]
        if kind == "zero" and values:
            values[draws.integer(0, len(values) - 1)] = 0.0
        if self.regime == "weight-zero":
            values = [0.0] * len(values)
        return Tensor.of(self.dtype, shape, values)

    def upstream(self, case: Case) -> Tensor:
        """Eighths in [-2, 2], not 0, in the shape of the loss."""
        shape = self.variant.outcome(case.options, case.inputs).loss.shape
        draws = Draws(self.id, "upstream")
        values = [draws.dyadic(1, 16, -3) * (-1) ** draws.integer(0, 1) for _ in range(prod(shape))]
        return Tensor.of(self.dtype, shape, values)
