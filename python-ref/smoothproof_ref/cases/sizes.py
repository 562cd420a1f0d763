"""Long batches, and every number of classes at which a block of a kernel may end.

A batch is of few classes, a width of one row or two, so that a fault which starts at some size shows, whatever else the
loss does right. In 16 bits they also show whether a sum over rows or classes is kept in half: it then stops to grow.
Large tensors are recipes, and a large gradient is recorded only at some of its elements.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from math import prod

from smoothproof_ref.cases.apart import plain_parts
from smoothproof_ref.cases.build import RowBuilder, flags_of
from smoothproof_ref.cases.case import Case
from smoothproof_ref.cases.everyday import HALF_DTYPES, HALF_VARIANTS, LARGE, seed_of
from smoothproof_ref.draws import Draws
from smoothproof_ref.notes import OVERFLOWS
from smoothproof_ref.recipe import Recipe
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth.arrays import without
from smoothproof_ref.variant import Row, Variant

# The variants that have these cases so far; any other id may join, and is then generated anew.
SIZED = ("torch", "equation1", "timm", "fairseq", "t5x")
LONGEST = 200_000
# Everything that splits a batch does so at some power of two, or at a thousand.
BATCHES = (100, 127, 128, 129, 255, 256, 257, 1000, 1023, 1024, 1025, 4095, 4096, 4097, 16384, 65535, 65537, LONGEST)
FEW_BATCHES = {"float32": (129, 1025, 4097, 65537), "float64": (1025,)}
HALF_BATCHES = (129, 1025, 4097)
DIALECT_BATCHES = {"float32": (129, 1025, 4097), "float64": (1025,)}
# The core has its widths in cases.everyday; in 16 bits, the long ones are where sums kept in half show.
WIDTHS = (1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 128, 257, 1025)
HALF_WIDTHS = (1, 2, 9, 17, 33, 65, 129, 257, 1000, 1025, 4097, 32768)
MARKED = 12


def _batches(variant: Variant, dtype: str) -> Sequence[int]:
    if dtype in HALF_DTYPES:
        return (*HALF_BATCHES, LONGEST) if variant.id == "torch" else HALF_BATCHES
    if variant.id == "torch":
        return BATCHES if dtype == "float32" else (1025, LONGEST)
    return (FEW_BATCHES if variant.core else DIALECT_BATCHES)[dtype]


def _widths(variant: Variant, dtype: str) -> Sequence[int]:
    """One class, or two, only where the variant takes them; float64 adds nothing to float32 in a dialect."""
    if dtype in HALF_DTYPES:
        found = HALF_WIDTHS
    else:
        found = WIDTHS if variant.core is None and dtype == variant.dtypes[0] else ()
    return [k for k in found if k > 2 or (k == 2 and "k2" in variant.space["regime"]) or variant.takes_one_class]


def rows(variant: Variant) -> list[Row]:
    """The mean where there is one, a smoothing of 0.1; every size a row."""
    found = []
    if variant.id not in SIZED:
        return []
    shared, flat, averaged = plain_parts(variant)
    # Where the elements themselves are the batch, a width is one.
    lone = "2d" not in variant.space.get("rank", ("2d", "3d")) and "3d" not in variant.space.get("rank", ("2d", "3d"))
    for dtype in (*variant.dtypes, *HALF_VARIANTS.get(variant.id, ())):
        each = {**flat, "alpha": "0.1", **shared, "dtype": dtype, **averaged}
        if not lone:
            found += [{"regime": f"batch.n{count}", **each} for count in _batches(variant, dtype)]
        found += [{"regime": f"width.k{classes}", **each} for classes in _widths(variant, dtype)]
    return [row for row in found if not any(rule(row) for rule in variant.rules)]


class SizeBuilder(RowBuilder):
    """One of these cases."""

    def __init__(self, variant: Variant, row: Row) -> None:
        self.kind, _, size = row["regime"].partition(".")
        self.size = int(size[1:])
        super().__init__(variant, row)

    def build(self) -> Case:
        """A case that is compared with no other variant."""
        return dataclasses.replace(super().build(), alone=True, at=self._probes())

    def _flags(self) -> list[str]:
        others = flags_of(self.variant, {**self.row, "regime": "ordinary"}, self.options)[1:]
        flags = ["LongBatch" if self.kind == "batch" else "Width", *others]
        if self.kind == "width":
            flags += ["OneClass"] * (self.size == 1) + ["ManyClasses"] * (self.size > 1000)
        if self.dtype in HALF_DTYPES:
            flags += ["HalfPrecision", *([OVERFLOWS] if self._overflows() else [])]
        return flags

    def _overflows(self) -> bool:
        """torch adds the log-probabilities of all classes and rows up before it divides: about 2.5 each, here."""
        return self.variant.id == "torch" and self.dtype == "float16" and prod(self.shape) > 20_000

    def _shape(self, draws: Draws, axis: int) -> tuple[int, ...]:
        if self.kind == "batch":
            count, classes = self.size, 3 if "index" in self.row["target"] else 4
        else:
            count, classes = (2 if self.size <= 9 else 1), self.size
        if self.row["rank"] == "1d":
            return (classes,)
        return (count, classes) if self.row["rank"] == "2d" else (1, count, classes)

    def chosen_classes(self, avoid: int | None) -> list[int]:
        """Of a batch, the classes that the recipe of its target has."""
        if self.kind == "batch":
            return [int(k) for k in self._indices().values(len(self.where))]
        return super().chosen_classes(avoid)

    def _indices(self) -> Recipe:
        return Recipe(seed_of(f"{self.id}.target"), 0, self.classes - 1, 0)

    def _first(self, chosen: Sequence[int]) -> tuple[str, Tensor]:
        name = self.row.get("input", self.variant.kind)
        negative = name == "logProbs"
        if self.kind == "batch":
            # Few different rows, so that 50 digits of a long batch can be computed.
            recipe = Recipe(seed_of(self.id), *((-5, -1) if negative else (-2, 2)), 1)
        else:
            recipe = Recipe(seed_of(self.id), *((-96, -32) if negative else (-40, 40)), -3)
        return name, recipe.tensor(self.dtype, self.shape)

    def _target(self, chosen: Sequence[int]) -> Tensor:
        kind = self.row["target"]
        if kind == "index" and self.kind == "batch":
            return self._indices().tensor("int64", without(self.shape, self.axis))
        if kind == "index":
            return super()._target(chosen)
        if kind == "labels" or self.variant.labels:
            dtype = "int64" if kind == "labels" else self.dtype
            return Recipe(seed_of(f"{self.id}.target"), 0, 1, 0).tensor(dtype, self.shape)
        # The uniform distribution, exact with four classes; some rows at both ends are one-hot. A width is one-hot.
        marked = range(len(chosen))
        if self.kind == "batch":
            marked = (*marked[:MARKED], *marked[-MARKED:])
        share = 1 if self.kind == "batch" else 0
        places = sorted(
            (index, float(k == chosen[row]))
            for row in marked
            for k, index in enumerate(self.where[row])
            if share or k == chosen[row]
        )
        return Recipe(0, share, share, -2 if share else 0, tuple(places)).tensor(self.dtype, self.shape)

    def _probes(self) -> tuple[int, ...] | None:
        """Of a large gradient: some elements of the first row and of the last, and drawn ones."""
        size = prod(self.shape)
        if size <= LARGE:
            return None
        draws = Draws(self.id, "probes")
        ends = {index for row in (self.where[0], self.where[-1]) for index in (row[0], row[-1])}
        return tuple(sorted(ends | {draws.integer(0, size - 1) for _ in range(6)}))


def cases_of(variant: Variant) -> list[Case]:
    """These cases of one variant."""
    return [SizeBuilder(variant, row).build() for row in rows(variant)]
