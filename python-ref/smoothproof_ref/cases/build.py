"""The cases of a variant that is not core: every legal pair of values once, dtype being a factor like the others."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

from smoothproof_ref.cases.allpairs import rows
from smoothproof_ref.cases.builder import Builder
from smoothproof_ref.cases.case import Case
from smoothproof_ref.cases.log_probs import log_prob_rows
from smoothproof_ref.cases.logits import logit_rows, subnormal_exponent
from smoothproof_ref.cases.probabilities import label_probability_rows, probability_rows
from smoothproof_ref.cases.targets import target_rows
from smoothproof_ref.draws import Draws
from smoothproof_ref.notes import ALPHA_FLAGS, FROM_SOURCE, REGIME_FLAGS, TARGET_FLAGS
from smoothproof_ref.tensors import SHORT, Tensor
from smoothproof_ref.truth.arrays import positive_axis, without
from smoothproof_ref.variant import Row, Variant

# Options whose name is also that of a factor.
_RENAMED = {"focalAlpha": "alpha"}
# Factors that are not an option of the same name.
COMMON = ("input", "target", "rank", "regime", "alpha", "ignore", "weight", "sampleWeight", "upstream", "dtype")
# Factors whose label alone is clear in an id; other labels follow the factor's name.
_BARE = ("reduction", "target", "rank", "regime", "input")
_SHARED_OPTIONS = {"reduction", "axis", "fromLogits", "numClasses", "labelSmoothing", "ignoreIndex"}


def identify(variant: Variant, row: Row) -> str:
    """The stable id: it contains every factor of the case, so the id determines the case."""
    parts = [variant.id]
    for factor, label in row.items():
        if label == "absent" or factor == "dtype":
            continue
        if factor in _BARE:
            parts.append(label)
        elif factor == "alpha":
            parts.append(f"a{label}")
        elif factor == "upstream":
            parts.append("upstream")
        else:
            name = "".join(f"-{c.lower()}" if c.isupper() else c for c in factor)
            parts.append(f"{name}-{label}")
    return ".".join((*parts, SHORT[row["dtype"]]))


class RowBuilder(Builder):
    """A case of a covering row."""

    def __init__(self, variant: Variant, row: Row) -> None:
        super().__init__(variant, row, row["dtype"], identify(variant, row))
        axis = row.get("axis", "absent")
        wanted = variant.class_axis if axis == "absent" else int(axis)
        shape = self._shape(Draws(self.id, "shape"), wanted)
        self.place(shape, positive_axis(wanted, len(shape)) if len(shape) > 1 else 0)

    def build(self) -> Case:
        """Options and inputs in the order of the schema; upstream last, because its shape is that of the loss."""
        self._options()
        chosen = self.chosen_classes(self._ignored_index())
        name, first = self._first(chosen)
        inputs = {name: first, "target": self._target(chosen), **self._weights()}
        case = Case(self.id, self.variant.id, self.dtype, self._flags(), self.options, inputs)
        if self.row.get("upstream", "absent") != "absent":
            inputs["upstream"] = self.upstream(case)
        return dataclasses.replace(case, inputs=inputs)

    def _flags(self) -> list[str]:
        return flags_of(self.variant, self.row, self.options)

    def _shape(self, draws: Draws, axis: int) -> tuple[int, ...]:
        rank = self.row.get("rank", "2d")
        classes = int(self.regime[1]) if self.regime in ("k1", "k2") else draws.integer(3, 5 if rank == "2d" else 4)
        batch = 0 if self.regime == "empty-batch" else 3 if self.regime == "ignored-row" else draws.integer(2, 3)
        if rank == "1d":
            return (classes,)
        if rank == "2d":
            return (batch, classes)
        rest = (2 if classes != 2 else 3,)
        batch = min(batch, 2)
        return (batch, classes, *rest) if axis == 1 else (batch, *rest, classes)

    def _options(self) -> None:
        row, variant = self.row, self.variant
        self.options.update(variant.options_for(self.classes))
        for factor, label in row.items():
            if factor == "alpha" and label != "absent":
                self.options["labelSmoothing"] = label if label == "NaN" else float(label)
            elif factor == "ignore" and label != "absent":
                draws = Draws(self.id, "ignoreIndex")
                self.options["ignoreIndex"] = {
                    "class": draws.integer(0, self.classes - 1),
                    "outside": (-1, 999)[draws.integer(0, 1)],
                    "minus-one": -1,
                    "hundred": -100,
                }[label]
            elif factor not in COMMON and label != "absent":
                values = variant.values.get(factor)
                value = label if values is None else values[label]
                if variant.defaults.get(factor, ...) != value:
                    self.options[_RENAMED.get(factor, factor)] = value
        if row.get("input") == "logits" and "probs" in variant.space["input"]:
            self.options[variant.logits_option] = True

    def _ignored_index(self) -> int | None:
        return self.options.get("ignoreIndex", self.variant.ignore_default)

    def _first(self, chosen: Sequence[int]) -> tuple[str, Tensor]:
        draws, labels = Draws(self.id, "logits"), self.variant.labels
        subnormal = subnormal_exponent(self.dtype, narrow=True)
        name = self.row.get("input", self.variant.kind)
        if name == "logProbs":
            # The class without mass, if there is one.
            padding = (self._ignored_index() or 0) % self.classes
            table = log_prob_rows(self.regime, draws, self.classes, chosen, padding, self.dtype, subnormal)
        elif name == "probs":
            make = label_probability_rows if labels else probability_rows
            table = make(self.regime, draws, self.classes, chosen, subnormal)
        else:
            table = logit_rows(self.regime, draws, self.classes, chosen, subnormal, labels)
        return name, self.along_classes(table)

    def _target(self, chosen: Sequence[int]) -> Tensor:
        kind = self.row.get("target", "index")
        if kind == "index":
            ignore = self._ignored_index()
            kept = [c if not self._is_left_out(n, ignore) else ignore for n, c in enumerate(chosen)]
            return Tensor.of("int64", without(self.shape, self.axis), kept)
        draws = Draws(self.id, "distribution")
        if kind == "labels":
            return Tensor.of("int64", self.shape, [draws.integer(0, 1) for _ in range(prod(self.shape))])
        if kind == "multihot":
            table = [[float(k == c or draws.integer(0, 2) == 0) for k in range(self.classes)] for c in chosen]
        else:
            table = target_rows(kind, draws, self.classes, chosen, self.variant.labels)
        return self.along_classes(table)

    def _is_left_out(self, number: int, ignore: int | None) -> bool:
        if ignore is None:
            return False
        if self.regime in ("ignored-row", "all-ignored"):
            return self.regime == "all-ignored" or number == 0
        return len(self.where) > 1 and number == len(self.where) - 1

    def _weights(self) -> dict[str, Tensor]:
        found = {}
        rest = self.shape if self.variant.loss_per_label else without(self.shape, self.axis)
        for name, shape in (("weight", (self.classes,)), ("sampleWeight", rest)):
            kind = self.row.get(name, "absent")
            if kind == "column":
                shape = (*shape[:-1], 1)
            elif kind == "scalar":
                shape = ()
            if kind != "absent":
                found[name] = self.weights(name, kind, shape)
        return found


def flags_of(variant: Variant, row: Row, options: Mapping[str, Any]) -> list[str]:
    """The regime's flag first, then one for each feature in use."""
    flags = [REGIME_FLAGS[row["regime"]]]
    target, alpha = row.get("target", "index"), row.get("alpha", "0.1")
    flags += ["SoftLabels"] if variant.labels and target == "distribution" else TARGET_FLAGS.get(target, ())
    if alpha == "absent":
        flags += [] if variant.smooths_by_default else ["NoSmoothing"]
    else:
        flags += ALPHA_FLAGS.get(alpha, ())
    if row.get("input") == "logits" and "fromLogits" in options:
        flags.append("FromLogits")
    for name, flag in (("weight", "ClassWeight"), ("sampleWeight", "SampleWeight")):
        kind = row.get(name, "absent")
        if kind != "absent":
            flags.append(flag)
        if kind == "zero":
            flags.append("ZeroWeight")
        if kind in ("scalar", "column"):
            flags.append("BroadcastWeight")
    if "ignoreIndex" in options:
        flags.append("IgnoreIndex")
    if options.keys() - _SHARED_OPTIONS:
        flags.append("DialectOption")
    if row.get("upstream", "absent") != "absent":
        flags.append("Upstream")
    return flags if variant.observed else [*flags, FROM_SOURCE]


def cases_of(variant: Variant) -> list[Case]:
    """The covering cases of one variant."""
    return [RowBuilder(variant, row).build() for row in rows(variant)]
