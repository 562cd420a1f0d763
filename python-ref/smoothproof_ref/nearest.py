"""The nearest call of another variant on a vector's inputs: which options, which form of the target, or none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from mpmath import mpf

from smoothproof_ref.cases.case import Case
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth.arrays import Shape, broadcast_shape, lines, one_hot_index, positive_axis, without


@dataclass
class View:
    """A vector's inputs, apart from the variant that they were made for."""

    kind: str
    dtype: str
    shape: Shape
    axis: int
    values: list[mpf]
    target: Tensor
    reduction: str
    alpha: float
    options: dict[str, Any]
    inputs: dict[str, Tensor]

    @property
    def classes(self) -> int:
        """How many classes the vector's own variant has there."""
        return self.shape[self.axis]

    def regular(self) -> bool:
        """Whether the shapes of target and logits fit, with at least one class (in accepted odd calls they may not)."""
        if not self.shape or self.classes == 0:
            return False
        wanted = without(self.shape, self.axis) if self.target.dtype == "int64" else self.shape
        return self.target.shape == wanted

    def distribution(self) -> Tensor | None:
        """The target as a distribution, one-hot where it is given by index; None where an index names no class."""
        if self.target.dtype != "int64":
            return self.target
        values = [0.0] * math.prod(self.shape)
        for index, at in zip(self.target.values, lines(self.shape, self.axis), strict=True):
            if not 0 <= index < self.classes:
                return None
            values[at[index]] = 1.0
        return Tensor.of(self.dtype, self.shape, values)

    def indices(self) -> Tensor | None:
        """The target as class indices; None where a row is not one-hot."""
        if self.target.dtype == "int64":
            return self.target
        values = self.target.values
        found = [one_hot_index([values[i] for i in at]) for at in lines(self.shape, self.axis)]
        if any(index is None for index in found):
            return None
        return Tensor.of("int64", without(self.shape, self.axis), found)


def view_of(case: Case, class_axis: int, default_reduction: str) -> View:
    """Reads a case as data. class_axis and default_reduction: those of its variant."""
    kind, first = next(iter(case.inputs.items()))
    rank = len(first.shape)
    axis = positive_axis(case.options.get("axis", class_axis), rank) if rank > 1 else rank - 1
    return View(
        kind=kind,
        dtype=case.dtype,
        shape=first.shape,
        axis=axis,
        values=[mpf(v) for v in first.values],
        target=case.inputs["target"],
        reduction=case.options.get("reduction", "sum" if default_reduction == "sum" else "mean"),
        alpha=float(case.options.get("labelSmoothing", 0.0)),
        options=case.options,
        inputs=case.inputs,
    )


Setup = tuple[dict[str, Any], dict[str, Any]]


def plain_reduction(view: View) -> str:
    """mean, sum or none."""
    return view.reduction if view.reduction in ("sum", "none") else "mean"


def with_sample_weight(view: View, losses: Shape, options: dict[str, Any], inputs: dict[str, Any]) -> Setup | None:
    """The same call with the vector's sample weights, if it has any that broadcast against the losses."""
    weight = view.inputs.get("sampleWeight")
    if weight is not None:
        try:
            broadcast_shape(losses, weight.shape)
        except ValueError:
            return None
        inputs["sampleWeight"] = weight
    return options, inputs
