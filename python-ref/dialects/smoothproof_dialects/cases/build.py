"""From a covering row to a case: names, shapes, data."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from math import prod
from typing import Any

from smoothproof_ref.cases.case import Case
from smoothproof_ref.cases.log_probs import log_prob_rows
from smoothproof_ref.cases.logits import logit_rows, subnormal_exponent
from smoothproof_ref.cases.probabilities import label_probability_rows, probability_rows
from smoothproof_ref.cases.targets import target_rows
from smoothproof_ref.draws import Draws
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth.arrays import lines, positive_axis, without

from smoothproof_dialects.cases.pairwise import rows
from smoothproof_dialects.dialect import Dialect, Row
from smoothproof_dialects.notes import flags_of

# Options whose name is a factor's already.
_RENAMED = {"focalAlpha": "alpha"}
# Factors that are not an option of the same name.
COMMON = ("input", "target", "rank", "regime", "alpha", "ignore", "weight", "sampleWeight", "upstream", "dtype")
# Factors whose label alone says what it is; the others' stand behind their name.
_BARE = ("reduction", "target", "rank", "regime", "input")
_ALPHAS: dict[str, Any] = {"NaN": "NaN"}


def identify(dialect: Dialect, row: Row) -> str:
    """The stable id: every factor that is there is in it, so the id determines the case."""
    parts = [dialect.id]
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
    return ".".join((*parts, "f32" if row["dtype"] == "float32" else "f64"))


class Builder:
    """Builds one case; every input has its own stream of draws, so that adding one never moves another."""

    def __init__(self, dialect: Dialect, row: Row) -> None:
        self.dialect, self.row, self.dtype = dialect, row, row["dtype"]
        self.id = identify(dialect, row)
        self.regime = row["regime"]
        axis = row.get("axis", "absent")
        self.axis = dialect.class_axis if axis == "absent" else int(axis)
        self.shape = self._shape(Draws(self.id, "shape"))
        self.axis = positive_axis(self.axis, len(self.shape)) if len(self.shape) > 1 else 0
        self.where = lines(self.shape, self.axis)
        self.classes = self.shape[self.axis]
        self.options: dict[str, Any] = {}

    def build(self) -> Case:
        """Options and inputs in the order of the schema; upstream last, because its shape is that of the loss."""
        self._options()
        chosen = self._chosen()
        name, first = self._first(chosen)
        inputs = {name: first, "target": self._target(chosen), **self._weights()}
        flags = flags_of(self.dialect, self.row, self.options)
        case = Case(self.id, self.dialect.id, self.dtype, flags, self.options, inputs)
        if self.row.get("upstream", "absent") != "absent":
            inputs["upstream"] = self._upstream(case)
        return dataclasses.replace(case, inputs=inputs)

    def _shape(self, draws: Draws) -> tuple[int, ...]:
        rank = self.row.get("rank", "2d")
        classes = int(self.regime[1]) if self.regime in ("k1", "k2") else draws.integer(3, 5 if rank == "2d" else 4)
        batch = 0 if self.regime == "empty-batch" else 3 if self.regime == "ignored-row" else draws.integer(2, 3)
        if rank == "1d":
            return (classes,)
        if rank == "2d":
            return (batch, classes)
        rest = (2 if classes != 2 else 3,)
        batch = min(batch, 2)
        return (batch, classes, *rest) if self.axis == 1 else (batch, *rest, classes)

    def _options(self) -> None:
        row, dialect = self.row, self.dialect
        self.options.update(dialect.options_for(self.classes))
        for factor, label in row.items():
            if factor == "alpha" and label != "absent":
                self.options["labelSmoothing"] = _ALPHAS[label] if label in _ALPHAS else float(label)
            elif factor == "ignore" and label != "absent":
                draws = Draws(self.id, "ignoreIndex")
                last = self.classes - 1
                self.options["ignoreIndex"] = {
                    "class": draws.integer(0, last),
                    "outside": (-1, 999)[draws.integer(0, 1)],
                    "minus-one": -1,
                    "hundred": -100,
                }[label]
            elif factor not in COMMON and label != "absent":
                values = dialect.values.get(factor)
                value = label if values is None else values[label]
                if dialect.defaults.get(factor, ...) != value:
                    self.options[_RENAMED.get(factor, factor)] = value
        if row.get("input") == "logits" and "probs" in dialect.space["input"]:
            self.options[dialect.logits_option] = True

    def _ignored_index(self) -> int | None:
        return self.options.get("ignoreIndex", self.dialect.ignore_default)

    def _padding(self) -> int:
        """The class without mass, where one has none."""
        index = self._ignored_index()
        return 0 if index is None else index % self.classes

    def _chosen(self) -> list[int]:
        """One class per row; never the ignored one, which rows get only on purpose."""
        draws, avoid = Draws(self.id, "target"), self._ignored_index()
        return [
            next(c for c in iter(lambda: draws.integer(0, self.classes - 1), None) if c != avoid or self.classes == 1)
            for _ in self.where
        ]

    def _first(self, chosen: Sequence[int]) -> tuple[str, Tensor]:
        draws = Draws(self.id, "logits")
        subnormal = subnormal_exponent(self.dtype, narrow=True)
        name = self.row.get("input", self.dialect.kind)
        if name == "logProbs":
            table = log_prob_rows(self.regime, draws, self.classes, chosen, self._padding(), self.dtype, subnormal)
        elif name == "probs":
            make = label_probability_rows if self.dialect.labels else probability_rows
            table = make(self.regime, draws, self.classes, chosen, subnormal)
        else:
            table = logit_rows(self.regime, draws, self.classes, chosen, subnormal, self.dialect.labels)
        return name, self._along_classes(table)

    def _along_classes(self, table: Sequence[Sequence[float]]) -> Tensor:
        values = [0.0] * prod(self.shape)
        for row, at in zip(table, self.where, strict=True):
            for value, index in zip(row, at, strict=True):
                values[index] = value
        return Tensor.of(self.dtype, self.shape, values)

    def _target(self, chosen: Sequence[int]) -> Tensor:
        kind = self.row.get("target", "index")
        if kind == "index":
            ignore = self._ignored_index()
            kept = [c if not self._left_out(n, ignore) else ignore for n, c in enumerate(chosen)]
            return Tensor.of("int64", without(self.shape, self.axis), kept)
        draws = Draws(self.id, "distribution")
        if kind == "labels":
            return Tensor.of("int64", self.shape, [draws.integer(0, 1) for _ in range(prod(self.shape))])
        if kind == "multihot":
            table = [[float(k == c or draws.integer(0, 2) == 0) for k in range(self.classes)] for c in chosen]
        else:
            table = target_rows(kind, draws, self.classes, chosen, self.dialect.labels)
        return self._along_classes(table)

    def _left_out(self, number: int, ignore: int | None) -> bool:
        if ignore is None:
            return False
        if self.regime in ("ignored-row", "all-ignored"):
            return self.regime == "all-ignored" or number == 0
        return len(self.where) > 1 and number == len(self.where) - 1

    def _weights(self) -> dict[str, Tensor]:
        found = {}
        rest = self.shape if self.dialect.loss_per_label else without(self.shape, self.axis)
        for name, shape in (("weight", (self.classes,)), ("sampleWeight", rest)):
            kind = self.row.get(name, "absent")
            if kind == "column":
                shape = (*shape[:-1], 1)
            elif kind == "scalar":
                shape = ()
            if kind != "absent":
                found[name] = self._weight(name, kind, shape)
        return found

    def _weight(self, name: str, kind: str, shape: tuple[int, ...]) -> Tensor:
        """Eighths in [1/8, 2]; ``zero`` puts a 0 in one place, the regime weight-zero in all."""
        draws = Draws(self.id, name)
        values = [draws.dyadic(1, 16, -3) for _ in range(prod(shape))]
        if kind == "zero" and values:
            values[draws.integer(0, len(values) - 1)] = 0.0
        if self.regime == "weight-zero":
            values = [0.0] * len(values)
        return Tensor.of(self.dtype, shape, values)

    def _upstream(self, case: Case) -> Tensor:
        """Eighths in [-2, 2], not 0."""
        shape = self.dialect.outcome(case.options, case.inputs).loss.shape
        draws = Draws(self.id, "upstream")
        values = [draws.dyadic(1, 16, -3) * (-1) ** draws.integer(0, 1) for _ in range(prod(shape))]
        return Tensor.of(self.dtype, shape, values)


def cases_of(dialect: Dialect) -> list[Case]:
    """The covering cases of one dialect."""
    return [Builder(dialect, row).build() for row in rows(dialect)]
