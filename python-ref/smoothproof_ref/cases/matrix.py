"""From a covering row to a vector: names, shapes, data."""

from __future__ import annotations

import dataclasses
from math import prod
from typing import Any

from smoothproof_ref.cases.case import Case
from smoothproof_ref.cases.log_probs import log_prob_rows
from smoothproof_ref.cases.logits import logit_rows, subnormal_exponent
from smoothproof_ref.cases.pairwise import rows
from smoothproof_ref.cases.probabilities import label_probability_rows, probability_rows
from smoothproof_ref.cases.shapes import class_axis, logit_shape, sample_weight_shape
from smoothproof_ref.cases.space import DTYPES
from smoothproof_ref.cases.targets import target_rows
from smoothproof_ref.draws import Draws
from smoothproof_ref.notes import flags_of
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth import truth
from smoothproof_ref.truth.arrays import lines, without

REFERENCE_DEFAULT_REDUCTION = {
    "torch": "mean",
    "equation1": "mean",
    "keras-categorical": "sum_over_batch_size",
    "keras-binary": "sum_over_batch_size",
    "tfjs-softmax": "sum_by_nonzero_weights",
    "tfjs-sigmoid": "sum_by_nonzero_weights",
}
PER_LABEL = ("keras-binary", "tfjs-sigmoid")
_ALPHAS = {"NaN": "NaN", "5e-324": 5e-324}


def identify(variant: str, row: dict[str, str], dtype: str) -> str:
    """The stable id: every factor that is not at its default is in it, so the id determines the case."""
    parts = [variant, row["reduction"], row["target"], row["rank"], row["regime"], f"a{row['alpha']}"]
    if row.get("input") == "logits":
        parts.append("logits")
    if row.get("axis", "absent") != "absent":
        parts.append(f"axis{row['axis']}")
    if row.get("dim", "absent") != "absent":
        parts.append(f"dim{row['dim']}")
    if row.get("ignore", "absent") != "absent":
        parts.append(f"ignore-{row['ignore']}")
    if row.get("weight", "none") != "none":
        parts.append(f"weight-{row['weight']}")
    if row.get("sample-weight", "none") != "none":
        parts.append(f"sample-weight-{row['sample-weight']}")
    if row["upstream"] == "given":
        parts.append("upstream")
    return ".".join((*parts, "f32" if dtype == "float32" else "f64"))


def alpha_of(row: dict[str, str], classes: int) -> float | str:
    """labelSmoothing as a JSON value; ``uniform`` is (K - 1)/K, where simple's target is the uniform distribution."""
    label = row["alpha"]
    if label == "uniform":
        return (classes - 1) / classes
    return _ALPHAS[label] if label in _ALPHAS else float(label)


class Builder:
    """Builds one case; every input has its own stream of draws, so that adding one never moves another."""

    def __init__(self, variant: str, row: dict[str, str], dtype: str) -> None:
        self.variant, self.row, self.dtype = variant, row, dtype
        self.id = identify(variant, row, dtype)
        self.regime = row["regime"]
        self.shape = logit_shape(variant, row, Draws(self.id, "shape"))
        self.axis = class_axis(variant, row, len(self.shape))
        self.where = lines(self.shape, self.axis)
        self.classes = self.shape[self.axis]
        self.labels = variant in PER_LABEL
        self.options: dict[str, Any] = {}

    def build(self) -> Case:
        """Options and inputs in the order of the schema; upstream last, because its shape is that of the loss."""
        self._options()
        classes = self._chosen_classes()
        first = self._first(classes)
        target = self._target(classes)
        inputs = {first[0]: first[1], "target": target, **self._weights()}
        case = Case(self.id, self.variant, self.dtype, [], self.options, inputs)
        if self.row["upstream"] == "given":
            case.inputs["upstream"] = self._upstream(case)
        return dataclasses.replace(case, flags=flags_of(case, self.row))

    def _options(self) -> None:
        row, options = self.row, self.options
        if row.get("input") == "logits":
            options["fromLogits"] = True
        alpha = alpha_of(row, self.classes)
        if alpha != 0 or Draws(self.id, "options").integer(0, 1):
            options["labelSmoothing"] = alpha
        if self.variant in ("opennmt", "simple"):
            options["numClasses"] = self.classes
        if row.get("axis", "absent") != "absent":
            options["axis"] = int(row["axis"])
        if row.get("dim", "absent") != "absent":
            options["dim"] = int(row["dim"])
        if row.get("ignore", "absent") != "absent":
            draws = Draws(self.id, "ignoreIndex")
            options["ignoreIndex"] = {
                "class": draws.integer(0, self.classes - 1),
                "outside": (-1, 999)[draws.integer(0, 1)],
                "negative": -draws.integer(1, self.classes),
            }[row["ignore"]]
        if row["reduction"] != REFERENCE_DEFAULT_REDUCTION.get(self.variant, row["reduction"]):
            options["reduction"] = row["reduction"]

    def _chosen_classes(self) -> list[int]:
        """One class per row; never the ignored one, which rows get only on purpose."""
        draws = Draws(self.id, "target")
        avoid = self.options.get("ignoreIndex")
        return [
            next(c for c in iter(lambda: draws.integer(0, self.classes - 1), None) if c != avoid or self.classes == 1)
            for _ in self.where
        ]

    def _ignored(self, number: int) -> bool:
        if self.regime in ("ignored-row", "all-ignored"):
            return self.regime == "all-ignored" or number == 0
        used = self.variant == "torch" and self.row.get("ignore", "absent") != "absent"
        return used and len(self.where) > 1 and number == len(self.where) - 1

    def _first(self, classes: list[int]) -> tuple[str, Tensor]:
        draws = Draws(self.id, "logits")
        subnormal = subnormal_exponent(self.dtype, self.variant.startswith("tfjs"))
        name = "logits"
        if self.variant == "opennmt":
            name = "logProbs"
            padding = self.options.get("ignoreIndex", -100) % self.classes
            if "ignoreIndex" not in self.options:
                padding = self.classes - 100
            table = log_prob_rows(self.regime, draws, self.classes, classes, padding, self.dtype, subnormal)
        elif self.row.get("input") == "probs":
            name = "probs"
            make = label_probability_rows if self.labels else probability_rows
            table = make(self.regime, draws, self.classes, classes, subnormal)
        else:
            table = logit_rows(self.regime, draws, self.classes, classes, subnormal, self.labels)
        return name, self._along_classes(table)

    def _along_classes(self, table: list[list[float]]) -> Tensor:
        values = [0.0] * prod(self.shape)
        for row, at in zip(table, self.where, strict=True):
            for value, index in zip(row, at, strict=True):
                values[index] = value
        return Tensor.of(self.dtype, self.shape, values)

    def _target(self, classes: list[int]) -> Tensor:
        if self.row["target"] == "index":
            ignore = self.options.get("ignoreIndex", -100)
            indices = [ignore if self._ignored(n) else c for n, c in enumerate(classes)]
            return Tensor.of("int64", without(self.shape, self.axis), indices)
        draws = Draws(self.id, "distribution")
        return self._along_classes(target_rows(self.row["target"], draws, self.classes, classes, self.labels))

    def _weights(self) -> dict[str, Tensor]:
        kind = self.row.get("weight", "none")
        if kind != "none":
            return {"weight": self._weight(kind, (self.classes,))}
        kind = self.row.get("sample-weight", "none")
        if kind == "none":
            return {}
        losses = self.shape if self.variant == "tfjs-sigmoid" else without(self.shape, self.axis)
        shape = sample_weight_shape(self.variant, kind, losses, Draws(self.id, "sampleWeightShape"))
        return {"sampleWeight": self._weight(kind, shape)}

    def _weight(self, kind: str, shape: tuple[int, ...]) -> Tensor:
        """Eighths in [1/8, 2]; ``zero`` puts a 0 in one place, the regime weight-zero in all."""
        draws = Draws(self.id, "weight")
        values = [draws.dyadic(1, 16, -3) for _ in range(prod(shape))]
        if kind == "zero" and values:
            values[draws.integer(0, len(values) - 1)] = 0.0
        if self.regime == "weight-zero":
            values = [0.0] * len(values)
        return Tensor.of(self.dtype, shape, values)

    def _upstream(self, case: Case) -> Tensor:
        """Eighths in [-2, 2], not 0."""
        shape = truth(case.variant, case.options, case.inputs).loss.shape
        draws = Draws(self.id, "upstream")
        values = [draws.dyadic(1, 16, -3) * (-1) ** draws.integer(0, 1) for _ in range(prod(shape))]
        return Tensor.of(self.dtype, shape, values)


def cases_of(variant: str) -> list[Case]:
    """The matrix of one variant, each covering row in both dtypes."""
    return [Builder(variant, row, dtype).build() for row in rows(variant) for dtype in DTYPES]
