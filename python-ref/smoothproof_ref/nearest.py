"""The nearest call of another variant on a vector's inputs: which options, which form of the target, or none."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mpmath import mpf

from smoothproof_ref.cases.case import Case
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth.arrays import Shape, broadcast_shape, lines, one_hot_index, positive_axis, without

CORE = (
    "equation1",
    "keras-binary",
    "keras-categorical",
    "opennmt",
    "simple",
    "tfjs-sigmoid",
    "tfjs-softmax",
    "torch",
)
_KERAS_REDUCTION = {"mean": "mean_with_sample_weight", "sum_by_nonzero_weights": "sum_over_batch_size"}
_TFJS_REDUCTION = {"mean_with_sample_weight": "mean", "sum_over_batch_size": "sum_by_nonzero_weights"}


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
        """Whether target and logits belong together by shape, with at least one class (acceptances may not)."""
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


def view_of(case: Case) -> View:
    """Reads a case as data."""
    kind, first = next(iter(case.inputs.items()))
    rank = len(first.shape)
    axis = rank - 1
    if case.variant in ("torch", "simple") and rank > 1:
        axis = 1
    elif "axis" in case.options:
        axis = positive_axis(case.options["axis"], rank)
    default = {"opennmt": "sum"}.get(case.variant, "mean")
    return View(
        kind=kind,
        dtype=case.dtype,
        shape=first.shape,
        axis=axis,
        values=[mpf(v) for v in first.values],
        target=case.inputs["target"],
        reduction=case.options.get("reduction", default),
        alpha=float(case.options.get("labelSmoothing", 0.0)),
        options=case.options,
        inputs=case.inputs,
    )


Setup = tuple[dict[str, Any], dict[str, Any]]


def _plain(view: View) -> str:
    return view.reduction if view.reduction in ("sum", "none") else "mean"


def _torch(view: View) -> Setup | None:
    if view.alpha > 1 or view.axis != (1 if len(view.shape) > 1 else 0):
        return None
    options: dict[str, Any] = {"reduction": _plain(view)}
    inputs: dict[str, Any] = {"target": view.target}
    if view.target.dtype == "int64":
        if "ignoreIndex" in view.options:
            options["ignoreIndex"] = view.options["ignoreIndex"]
        allowed = {options.get("ignoreIndex", -100), *range(view.classes)}
        if not set(view.target.values) <= allowed:
            return None
    if "weight" in view.inputs:
        inputs["weight"] = view.inputs["weight"]
    return options, inputs


def _equation1(view: View) -> Setup | None:
    if not 0 <= view.alpha <= 1 or view.axis != len(view.shape) - 1:
        return None
    if view.target.dtype == "int64" and not set(view.target.values) <= set(range(view.classes)):
        return None
    return {"reduction": _plain(view)}, {"target": view.target}


def _simple(view: View) -> Setup | None:
    target = view.indices()
    if len(view.shape) < 2 or view.axis != 1 or view.classes < 2 or target is None:
        return None
    if not set(target.values) <= set(range(view.classes)):
        return None
    return {"numClasses": view.classes, "dim": view.options.get("dim", 1)}, {"target": target}


def _opennmt(view: View) -> Setup | None:
    target, classes = view.indices(), view.classes
    if len(view.shape) != 2 or view.axis != 1 or classes == 2 or not 0 < view.alpha <= 1 or target is None:
        return None
    ignore = view.options.get("ignoreIndex", -100)
    if not -classes <= ignore < classes or not set(target.values) <= set(range(classes)):
        return None
    return {"numClasses": classes, "ignoreIndex": ignore}, {"target": target}


def _keras(view: View) -> Setup | None:
    target = view.distribution()
    if target is None:
        return None
    options: dict[str, Any] = {"axis": view.axis}
    if view.kind != "probs":
        options["fromLogits"] = True
    reduction = view.reduction
    if "sampleWeight" not in view.inputs and reduction not in ("sum", "none"):
        reduction = "sum_over_batch_size"
    options["reduction"] = _KERAS_REDUCTION.get(reduction, reduction)
    return _with_sample_weight(view, without(view.shape, view.axis), options, {"target": target})


def _tfjs(view: View, losses: Shape) -> Setup | None:
    target = view.distribution()
    if target is None:
        return None
    reduction = view.reduction
    if "sampleWeight" not in view.inputs and reduction not in ("sum", "none"):
        reduction = "sum_by_nonzero_weights"
    options = {"reduction": _TFJS_REDUCTION.get(reduction, reduction)}
    return _with_sample_weight(view, losses, options, {"target": target})


def _tfjs_softmax(view: View) -> Setup | None:
    if view.axis != len(view.shape) - 1 or (len(view.shape) < 2 and view.alpha > 0):
        return None
    return _tfjs(view, view.shape[:-1])


def _tfjs_sigmoid(view: View) -> Setup | None:
    return _tfjs(view, view.shape)


def _with_sample_weight(view: View, losses: Shape, options: dict[str, Any], inputs: dict[str, Any]) -> Setup | None:
    weight = view.inputs.get("sampleWeight")
    if weight is not None:
        try:
            broadcast_shape(losses, weight.shape)
        except ValueError:
            return None
        inputs["sampleWeight"] = weight
    return options, inputs


SETUPS: dict[str, Callable[[View], Setup | None]] = {
    "equation1": _equation1,
    "keras-binary": _keras,
    "keras-categorical": _keras,
    "opennmt": _opennmt,
    "simple": _simple,
    "tfjs-sigmoid": _tfjs_sigmoid,
    "tfjs-softmax": _tfjs_softmax,
    "torch": _torch,
}
