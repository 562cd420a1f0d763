"""Cases that tell mistakes apart which a variant's other cases may leave alike, by rules over its space.

square: as many rows as classes, an even number, each class a target once, and one incoming gradient per loss where
there is one loss per row. An exchange of rows and columns shows here, half of the classes in place of all, and one
incoming gradient in place of many. deep: three axes of three lengths, and a mean. offset: near ties on logits far
from 0. width: thousands of classes, the largest logit last.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from math import prod

from smoothproof_ref.cases.build import RowBuilder, flags_of
from smoothproof_ref.cases.case import Case
from smoothproof_ref.cases.regimes import LABELS
from smoothproof_ref.draws import Draws
from smoothproof_ref.recipe import Recipe
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.variant import Row, Variant

ALPHAS = ("0.1", "0.3")
OFFSETS = ("1e4", "-1e6")
WIDTHS = ("4097", "8210")
CLASSES = 4
# Rows of three classes, in steps from the offset.
NEAR_TIES = ((0, 0, 0), (0, -1, 0), (2, 1, 0))
STEP = 0.125
# Of a large gradient, so many elements are recorded besides the target's and the last.
PROBES = 8
FLAGS = {"offset": ("CommonOffset",), "width": ("Width", "ManyClasses")}


def rows(variant: Variant) -> list[Row]:
    """Two of each kind that the variant's space has, in each dtype; a core variant lacks only those of ``square``."""
    space, found = variant.space, []
    reductions, ranks = space.get("reduction", ()), space.get("rank", ("2d",))
    shared = {"target": next(kind for kind in space.get("target", ("index",)) if kind != "unnormalised")}
    if "input" in space:
        shared["input"] = "logits" if "logits" in space["input"] else "probs"
    if "ignore" in space and shared["target"] == "index":
        shared["ignore"] = "class"
    unreduced = {"reduction": "none"} if "none" in reductions else {}
    averaged = {"reduction": "mean"} if variant.defaults.get("reduction") == "none" and "mean" in reductions else {}
    flat = {"rank": "2d" if "2d" in ranks or "3d" not in ranks else "3d"}
    over_classes = shared.get("input", variant.kind) == "logits" and not (variant.labels or space["regime"] == LABELS)
    for dtype in space.get("dtype", variant.dtypes):
        each = {**shared, "dtype": dtype}
        found += [{"regime": "square", **flat, "alpha": a, **each, **unreduced, "upstream": "given"} for a in ALPHAS]
        if variant.core is not None:
            continue
        if "3d" in ranks:
            found += [{"regime": "deep", "rank": "3d", "alpha": a, **each, **averaged} for a in ALPHAS]
        if over_classes:
            at = [f"offset.{offset}" for offset in OFFSETS]
            at += [f"width.k{width}" for width in WIDTHS if dtype == "float32"]
            found += [{"regime": regime, **flat, "alpha": ALPHAS[0], **each, **averaged} for regime in at]
    return [row for row in found if not any(rule(row) for rule in variant.rules)]


class ApartBuilder(RowBuilder):
    """One of these cases."""

    def __init__(self, variant: Variant, row: Row) -> None:
        self.kind, _, self.at = row["regime"].partition(".")
        super().__init__(variant, row)

    def build(self) -> Case:
        """A case that is compared with no other variant."""
        return dataclasses.replace(super().build(), at=self._probes(), alone=True)

    def _flags(self) -> list[str]:
        others = flags_of(self.variant, {**self.row, "regime": "ordinary"}, self.options)[1:]
        return [*FLAGS.get(self.kind, ("Ordinary",)), *others]

    def _shape(self, draws: Draws, axis: int) -> tuple[int, ...]:
        rows, classes = CLASSES, CLASSES
        if self.kind == "offset":
            rows, classes = len(NEAR_TIES), len(NEAR_TIES[0])
        elif self.kind == "width":
            rows, classes = 1, int(self.at[1:])
        if self.row["rank"] == "2d":
            return (rows, classes)
        outer, inner = {"deep": (2, 3), "square": (2, CLASSES // 2)}.get(self.kind, (1, rows))
        return (outer, classes, inner) if axis == 1 else (outer, inner, classes)

    def chosen_classes(self, avoid: int | None) -> list[int]:
        """Each class in turn, from a drawn one on."""
        start = Draws(self.id, "target").integer(0, self.classes - 1)
        turn = [k for k in ((start + n) % self.classes for n in range(self.classes)) if k != avoid]
        return [turn[number % len(turn)] for number in range(len(self.where))]

    def _options(self) -> None:
        super()._options()
        if self.row.get("ignore") == "class":
            # Not the first, so that rows of class 0 are rows like others.
            self.options["ignoreIndex"] = Draws(self.id, "ignoreIndex").integer(1, self.classes - 1)

    def _first(self, chosen: Sequence[int]) -> tuple[str, Tensor]:
        if self.kind == "offset":
            base = float(self.at)
            return "logits", self.along_classes([[base + STEP * k for k in row] for row in NEAR_TIES])
        if self.kind == "width":
            seed = int.from_bytes(hashlib.sha256(self.id.encode()).digest()[:4], "big")
            lead = ((self.classes - 1, 9.5),)
            return "logits", Recipe(seed, -40, 40, -3, lead).tensor(self.dtype, self.shape)
        return super()._first(chosen)

    def _target(self, chosen: Sequence[int]) -> Tensor:
        if self.kind == "width" and self.row["target"] != "index":
            return Recipe(0, 0, 0, 0, ((chosen[0], 1.0),)).tensor(self.dtype, self.shape)
        return super()._target(chosen)

    def _probes(self) -> tuple[int, ...] | None:
        if self.kind != "width":
            return None
        draws, last = Draws(self.id, "probes"), prod(self.shape) - 1
        target = self.chosen_classes(self._ignored_index())[0]
        return tuple(sorted({target, 0, last, *(draws.integer(0, last) for _ in range(PROBES))}))


def cases_of(variant: Variant) -> list[Case]:
    """These cases of one variant."""
    return [ApartBuilder(variant, row).build() for row in rows(variant)]
