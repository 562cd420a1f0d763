"""The core's matrix: every legal pair of values in each dtype."""

from __future__ import annotations

import dataclasses
from typing import Any

from smoothproof_ref.cases.builder import Builder
from smoothproof_ref.cases.case import Case
from smoothproof_ref.cases.log_probs import log_prob_rows
from smoothproof_ref.cases.logits import logit_rows, subnormal_exponent
from smoothproof_ref.cases.pairwise import rows
from smoothproof_ref.cases.probabilities import label_probability_rows, probability_rows
from smoothproof_ref.cases.shapes import class_axis, logit_shape, sample_weight_shape
from smoothproof_ref.cases.space import DTYPES
from smoothproof_ref.cases.targets import target_rows
from smoothproof_ref.draws import Draws
from smoothproof_ref.notes import ALPHA_FLAGS, REGIME_FLAGS, TARGET_FLAGS
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth.arrays import without
from smoothproof_ref.variant import Row, Variant

_ALPHAS = {"NaN": "NaN", "5e-324": 5e-324}


def identify(variant: Variant, row: Row, dtype: str) -> str:
    """The stable id: every factor that is not at its default is in it, so the id determines the case."""
    parts = [variant.id, row["reduction"], row["target"], row["rank"], row["regime"], f"a{row['alpha']}"]
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


def alpha_of(row: Row, classes: int) -> float | str:
    """labelSmoothing as a JSON value; ``uniform`` is (K - 1)/K, where simple's target is the uniform distribution."""
    label = row["alpha"]
    if label == "uniform":
        return (classes - 1) / classes
    return _ALPHAS[label] if label in _ALPHAS else float(label)


class CoreBuilder(Builder):
    """A case of the matrix."""

    def __init__(self, variant: Variant, row: Row, dtype: str) -> None:
        super().__init__(variant, row, dtype, identify(variant, row, dtype))
        assert variant.core is not None
        self.core = variant.core
        shape = logit_shape(variant, row, Draws(self.id, "shape"))
        self.place(shape, class_axis(variant, row, len(shape)))

    def build(self) -> Case:
        """Options and inputs in the order of the schema; upstream last, because its shape is that of the loss."""
        self._options()
        chosen = self.chosen_classes(self.options.get("ignoreIndex"))
        name, first = self._first(chosen)
        inputs = {name: first, "target": self._target(chosen), **self._weights()}
        case = Case(self.id, self.variant.id, self.dtype, [], self.options, inputs)
        if self.row["upstream"] == "given":
            case.inputs["upstream"] = self.upstream(case)
        return dataclasses.replace(case, flags=flags_of(self.variant, case, self.row))

    def _options(self) -> None:
        row, options = self.row, self.options
        if row.get("input") == "logits":
            options["fromLogits"] = True
        alpha = alpha_of(row, self.classes)
        if alpha != 0 or Draws(self.id, "options").integer(0, 1):
            options["labelSmoothing"] = alpha
        options.update(self.variant.options_for(self.classes))
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
        if row["reduction"] != self.variant.defaults["reduction"]:
            options["reduction"] = row["reduction"]

    def _is_ignored(self, number: int) -> bool:
        if self.regime in ("ignored-row", "all-ignored"):
            return self.regime == "all-ignored" or number == 0
        used = self.core.ignores_last and self.row.get("ignore", "absent") != "absent"
        return used and len(self.where) > 1 and number == len(self.where) - 1

    def _ignored_index(self) -> Any:
        return self.options.get("ignoreIndex", self.variant.ignore_default)

    def _first(self, chosen: list[int]) -> tuple[str, Tensor]:
        draws, labels = Draws(self.id, "logits"), self.variant.labels
        subnormal = subnormal_exponent(self.dtype, self.core.narrow)
        name = self.row.get("input", self.variant.kind)
        if name == "logProbs":
            padding = self._ignored_index() % self.classes
            table = log_prob_rows(self.regime, draws, self.classes, chosen, padding, self.dtype, subnormal)
        elif name == "probs":
            make = label_probability_rows if labels else probability_rows
            table = make(self.regime, draws, self.classes, chosen, subnormal)
        else:
            table = logit_rows(self.regime, draws, self.classes, chosen, subnormal, labels)
        return name, self.along_classes(table)

    def _target(self, chosen: list[int]) -> Tensor:
        if self.row["target"] == "index":
            indices = [self._ignored_index() if self._is_ignored(n) else c for n, c in enumerate(chosen)]
            return Tensor.of("int64", without(self.shape, self.axis), indices)
        draws = Draws(self.id, "distribution")
        return self.along_classes(target_rows(self.row["target"], draws, self.classes, chosen, self.variant.labels))

    def _weights(self) -> dict[str, Tensor]:
        kind = self.row.get("weight", "none")
        if kind != "none":
            return {"weight": self.weights("weight", kind, (self.classes,))}
        kind = self.row.get("sample-weight", "none")
        if kind == "none":
            return {}
        losses = self.shape if self.variant.loss_per_label else without(self.shape, self.axis)
        shape = sample_weight_shape(self.variant, kind, losses, Draws(self.id, "sampleWeightShape"))
        return {"sampleWeight": self.weights("weight", kind, shape)}


def flags_of(variant: Variant, case: Case, row: Row) -> list[str]:
    """The regime's flag first, then one for each feature in use."""
    flags = [REGIME_FLAGS[row["regime"]], *TARGET_FLAGS.get(row["target"], ())]
    off = variant.core is not None and variant.core.off_below_zero and row["alpha"] in ("-0.1", "NaN")
    flags += ["SmoothingOff"] if off else ALPHA_FLAGS.get(row["alpha"], ())
    rank = len(next(iter(case.inputs.values())).shape)
    if row.get("input") == "logits":
        flags.append("FromLogits")
    if row.get("weight", "none") != "none":
        flags.append("ClassWeight")
    if row.get("sample-weight", "none") != "none":
        flags.append("SampleWeight")
    if row.get("sample-weight") == "broadcast":
        flags.append("BroadcastWeight")
    if "zero" in (row.get("weight"), row.get("sample-weight")):
        flags.append("ZeroWeight")
    if "ignoreIndex" in case.options:
        flags.append("IgnoreIndex")
    if row.get("ignore") == "negative":
        flags.append("NegativeIgnoreIndex")
    if row.get("axis") == "1" and rank > 2:
        flags.append("ClassAxisNotLast")
    if variant.core is not None:
        flags += variant.core.flags(case, row, flags)
    if row["upstream"] == "given":
        flags.append("Upstream")
    return flags


def cases_of(variant: Variant) -> list[Case]:
    """The matrix of one variant, each covering row in both dtypes."""
    return [CoreBuilder(variant, row, dtype).build() for row in rows(variant) for dtype in DTYPES]
