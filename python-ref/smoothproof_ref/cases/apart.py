"""Cases that tell mistakes apart which a variant's other cases may leave alike, by rules over its space.

square: as many rows as classes, an even number, each class a target once, with an ignored row and without, and one
incoming gradient per loss where there is one loss per row. An exchange of rows and columns shows here, half of the
classes in place of all, and one incoming gradient in place of many. deep: three axes of three lengths, and a mean.
offset: near ties on logits far from 0.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from smoothproof_ref.cases.build import RowBuilder, flags_of
from smoothproof_ref.cases.case import Case
from smoothproof_ref.draws import Draws
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.variant import Row, Variant

ALPHAS = ("0.1", "0.3")
OFFSETS = ("1e4", "-1e6")
CLASSES = 4
# Rows of three classes, in steps from the offset.
NEAR_TIES = ((0, 0, 0), (0, -1, 0), (2, 1, 0))
STEP = 0.125


def plain_parts(variant: Variant) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """What every one of these rows has; the rank of rows and classes; and the mean, where it is not the default."""
    space = variant.space
    reductions, ranks = space.get("reduction", ()), space.get("rank", ("2d",))
    shared = {"target": next(kind for kind in space.get("target", ("index",)) if kind != "unnormalised")}
    if "input" in space:
        shared["input"] = "logits" if "logits" in space["input"] else "probs"
    if "ignore" in space and shared["target"] == "index":
        shared["ignore"] = "class"
    averaged = {"reduction": "mean"} if variant.defaults.get("reduction") == "none" and "mean" in reductions else {}
    return shared, {"rank": "2d" if "2d" in ranks or "3d" not in ranks else "3d"}, averaged


def rows(variant: Variant) -> list[Row]:
    """Two of each kind that the variant's space has, in each dtype; a core variant lacks only those of ``square``."""
    space, found = variant.space, []
    ranks = space.get("rank", ("2d",))
    shared, flat, averaged = plain_parts(variant)
    unreduced = {"reduction": "none"} if "none" in space.get("reduction", ()) else {}
    over_classes = shared.get("input", variant.kind) == "logits" and not (variant.labels or variant.sigmoid)
    for dtype in space.get("dtype", variant.dtypes):
        each = {**shared, "dtype": dtype}
        square: dict[str, str] = {"regime": "square", **flat, "alpha": "", **each, **unreduced, "upstream": "given"}
        found += [{**square, "alpha": a} for a in ALPHAS]
        if variant.core is not None:
            continue
        if "ignore" in each and "absent" in space["ignore"]:
            found += [{**square, "alpha": a, "ignore": "absent"} for a in ALPHAS]
        found += [{**square, **change, "alpha": a} for change in variant.apart for a in ALPHAS]
        if "3d" in ranks:
            found += [{"regime": "deep", "rank": "3d", "alpha": a, **each, **averaged} for a in ALPHAS]
        if over_classes:
            found += [{"regime": f"offset.{at}", **flat, "alpha": ALPHAS[0], **each, **averaged} for at in OFFSETS]
    return [row for row in found if not any(rule(row) for rule in variant.rules)]


class ApartBuilder(RowBuilder):
    """One of these cases."""

    def __init__(self, variant: Variant, row: Row) -> None:
        self.kind, _, self.at = row["regime"].partition(".")
        super().__init__(variant, row)

    def build(self) -> Case:
        """A case that is compared with no other variant."""
        return dataclasses.replace(super().build(), alone=True)

    def _flags(self) -> list[str]:
        others = flags_of(self.variant, {**self.row, "regime": "ordinary"}, self.options)[1:]
        return ["CommonOffset" if self.kind == "offset" else "Ordinary", *others]

    def _shape(self, draws: Draws, axis: int) -> tuple[int, ...]:
        rows, classes = (len(NEAR_TIES), len(NEAR_TIES[0])) if self.kind == "offset" else (CLASSES, CLASSES)
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

    def _is_left_out(self, number: int, ignore: int | None) -> bool:
        return self.row.get("ignore") != "absent" and super()._is_left_out(number, ignore)

    def _first(self, chosen: Sequence[int]) -> tuple[str, Tensor]:
        if self.kind == "offset":
            base = float(self.at)
            return "logits", self.along_classes([[base + STEP * k for k in row] for row in NEAR_TIES])
        return super()._first(chosen)


def cases_of(variant: Variant) -> list[Case]:
    """These cases of one variant."""
    return [ApartBuilder(variant, row).build() for row in rows(variant)]
