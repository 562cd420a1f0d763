"""Calls as in training, common offsets, and widths: cases of every core variant in addition to its matrix.

Plain calls, sequences with padding, and weights, on logits that are ordinary, confident, confidently wrong, or as after
training. Offsets: near ties on large logits, and logits whose difference from the largest is inexact. Widths: every
number of classes that a block of a kernel may end at, one case each. A large tensor is a recipe, and a large gradient
is recorded only at a few of its elements.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import cycle
from math import prod
from typing import Any

from mpmath import mpf

from smoothproof_ref.cases.case import Case
from smoothproof_ref.cases.log_probs import rounded_log_softmax
from smoothproof_ref.cases.logits import logit_rows, other_class
from smoothproof_ref.cases.targets import target_rows
from smoothproof_ref.draws import Draws
from smoothproof_ref.notes import ALPHA_FLAGS, REGIME_FLAGS, TARGET_FLAGS
from smoothproof_ref.recipe import Recipe
from smoothproof_ref.rounding import round_bits
from smoothproof_ref.tensors import SHORT, Tensor, float_of
from smoothproof_ref.truth.arrays import lines, without
from smoothproof_ref.variant import Variant

ALPHAS = ("0", "0.05", "0.1", "0.2", "0.3")
REGIMES = ("ordinary", "confident", "wrong", "trained")
# Rows and classes of the plain calls; more elements than LARGE make a recipe.
SIZES = ((1, 3), (2, 5), (4, 10), (8, 4), (2, 30), (16, 3), (64, 3), (2, 100), (1, 1000), (3, 7), (32, 5))
LARGE = 40
PLAIN = 18
# Kernels work in blocks of 4 to 65536: one class less than a block, a whole one, and one more.
WIDTHS = (
    *range(1, 68),
    *(127, 128, 129, 255, 256, 257, 1023, 1024, 1025, 4095, 4096, 4097),
)
FEW_WIDTHS = (1, 2, 3, 5, 7, 8, 9, 15, 17, 31, 33, 63, 65, *WIDTHS[67:])
FEWEST_WIDTHS = (3, 9, 17, 33, 65, 129, 257, 1025, 4097)
HUGE_WIDTHS = (65535, 65536, 65537, 151936, 262144)
OFFSETS = (1e2, 1e4, 1e6, 1e8)
PRECISION = {"float32": 24, "float64": 53, "float16": 11, "bfloat16": 8}
LARGEST = {"float16": 1e4}
# What 16 bits are recorded of: fewer plain calls, and the vocabulary at which torch's float16 sum overflows.
HALF_DTYPES = ("float16", "bfloat16")
HALF_VARIANTS = {
    "torch": HALF_DTYPES,
    "keras-categorical": HALF_DTYPES,
    "keras-binary": HALF_DTYPES,
    "equation1": HALF_DTYPES,
    "simple": HALF_DTYPES,
    "optax": HALF_DTYPES,
}
HALF_PLAIN = 16
OVERFLOWING = 50000


def seed_of(name: str) -> int:
    """The seed of a recipe, by the name of what it makes."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big")


class Everyday:
    """Builds the cases of one variant in one dtype."""

    def __init__(self, variant: Variant, dtype: str) -> None:
        self.variant, self.dtype, self.half = variant, dtype, dtype in HALF_DTYPES
        self.kinds = [kind for kind in variant.space["target"] if kind != "unnormalised"]
        self.by_logits = "logits" in variant.space.get("input", (variant.kind,))
        self.takes_sample_weight = "sample-weight" in variant.space

    def _case(
        self,
        name: str,
        flags: Sequence[str],
        first: Tensor,
        target: Tensor,
        options: dict[str, Any],
        at: tuple[int, ...] | None = None,
        **more: Tensor,
    ) -> Case:
        """A case by its name; the options that the variant needs come first."""
        needed: dict[str, Any] = {"fromLogits": True} if self.variant.kind == "logits" and self._has_probs() else {}
        classes = first.shape[self._axis(first.shape)]
        options = {**needed, **options, **self.variant.options_for(classes)}
        kind = "logProbs" if self.variant.kind == "logProbs" else "logits"
        found = [*flags, *(["FromLogits"] if needed else []), *(["HalfPrecision"] if self.half else [])]
        inputs = {kind: first, "target": target, **more}
        name = f"{self.variant.id}.{name}.{SHORT[self.dtype]}"
        return Case(name, self.variant.id, self.dtype, found, options, inputs, at=at, alone=True)

    def _has_probs(self) -> bool:
        return "probs" in self.variant.space.get("input", ())

    def _axis(self, shape: Sequence[int]) -> int:
        return self.variant.class_axis % len(shape) if len(shape) > 1 else 0

    def _padding(self, options: dict[str, Any], classes: int) -> int | None:
        """The class without mass, for the variant that has one: always given, for its default is out of range."""
        if self.variant.kind != "logProbs":
            return None
        options["ignoreIndex"] = 0
        return 0

    def _rows(self, regime: str, draws: Draws, classes: int, chosen: Sequence[int]) -> list[list[float]]:
        """Logits of the regime, or their log-probabilities."""
        if regime == "trained":
            table = [[draws.dyadic(-32, 32, -3) for _ in range(classes)] for _ in chosen]
            for row, target in zip(table, chosen, strict=True):
                row[target] += draws.dyadic(32, 96, -3)
        else:
            table = logit_rows(regime, draws, classes, chosen, 0, self.variant.labels)
        if self.variant.kind == "logProbs":
            table = [rounded_log_softmax(row, self.dtype) for row in table]
        return table

    def _along(self, shape: tuple[int, ...], table: Iterable[Sequence[float]]) -> Tensor:
        values = [0.0] * prod(shape)
        for row, where in zip(table, lines(shape, self._axis(shape)), strict=True):
            for value, index in zip(row, where, strict=True):
                values[index] = self._near_to(value)
        return Tensor.of(self.dtype, shape, values)

    def _near_to(self, value: float) -> float:
        """The value in the case's dtype; only in 16 bits does it change."""
        return float_of(self.dtype, round_bits(mpf(value), self.dtype)) if self.half else value

    def _chosen(self, name: str, rows: int, classes: int, avoid: int | None = None) -> list[int]:
        draws, low = Draws(name, "target"), 0 if avoid is None or classes == 1 else 1
        return [draws.integer(low, classes - 1) for _ in range(rows)]

    def _target(self, name: str, kind: str, shape: tuple[int, ...], chosen: Sequence[int]) -> Tensor:
        axis = self._axis(shape)
        if kind == "index":
            return Tensor.of("int64", without(shape, axis), chosen)
        table = target_rows(kind, Draws(name, "distribution"), shape[axis], chosen, self.variant.labels)
        return self._along(shape, table)

    def _probes(self, name: str, shape: tuple[int, ...], chosen: Sequence[int]) -> tuple[int, ...] | None:
        """For a large gradient: each row's target and ends, and some others; None where all are recorded."""
        size = prod(shape)
        if size <= LARGE:
            return None
        draws = Draws(name, "probes")
        where = lines(shape, self._axis(shape))
        picked = {row[target] for row, target in list(zip(where, chosen, strict=True))[:8]}
        picked |= {where[0][0], where[0][-1], where[-1][0], where[-1][-1]}
        picked |= {draws.integer(0, size - 1) for _ in range(6)}
        return tuple(sorted(picked))

    def plain(self) -> list[Case]:
        """Two axes, the default reduction, nothing but a smoothing."""
        cases = []
        sizes, alphas, kinds = cycle(SIZES), cycle(ALPHAS), cycle(self.kinds)
        for number in range(HALF_PLAIN if self.half else PLAIN):
            (rows, classes), alpha, kind = next(sizes), next(alphas), next(kinds)
            regime = REGIMES[number % len(REGIMES)]
            if self.variant.kind == "logProbs" and alpha == "0":
                alpha = "0.15"
            name = f"plain.{kind}.{regime}.a{alpha}.n{rows}k{classes}"
            options: dict[str, Any] = {"labelSmoothing": float(alpha)}
            if alpha == "0" and self.variant.core:
                options = {}
            avoid = self._padding(options, classes)
            chosen = self._chosen(name, rows, classes, avoid)
            shape = (rows, classes)
            flags = [REGIME_FLAGS.get(regime, "Trained"), *TARGET_FLAGS.get(kind, ()), *ALPHA_FLAGS.get(alpha, ())]
            flags += ["IgnoreIndex"] if "ignoreIndex" in options else []
            at = self._probes(name, shape, chosen)
            first = self._first(name, regime, shape, chosen)
            target = self._target(name, kind, shape, chosen) if at is None else self._compact(name, kind, shape, chosen)
            cases.append(self._case(name, flags, first, target, options, at))
        return cases

    def _first(self, name: str, regime: str, shape: tuple[int, ...], chosen: Sequence[int]) -> Tensor:
        """Rows of the regime; for large tensors, a recipe with the regime's classes written over it."""
        rows, classes = shape
        draws = Draws(name, "logits")
        if rows * classes <= LARGE:
            return self._along(shape, self._rows(regime, draws, classes, chosen))
        if self.variant.kind == "logProbs":
            return Recipe(seed_of(name), -96, -32, -3).tensor(self.dtype, shape)
        lead = {"ordinary": 0.0, "confident": 30.0, "wrong": 30.0, "trained": 8.0}[regime]
        marks = []
        for row, target in enumerate(chosen):
            where = other_class(draws, classes, target) if regime == "wrong" else target
            if lead:
                marks.append((row * classes + where, self._near_to(lead + draws.dyadic(-8, 8, -3))))
        return Recipe(seed_of(name), -40, 40, -3, tuple(sorted(marks))).tensor(self.dtype, shape)

    def _compact(self, name: str, kind: str, shape: tuple[int, ...], chosen: Sequence[int]) -> Tensor:
        """A target of many classes: one-hot, or half of the mass on another class."""
        if kind == "index":
            return Tensor.of("int64", (shape[0],), chosen)
        draws, classes, marks = Draws(name, "distribution"), shape[1], []
        for row, target in enumerate(chosen):
            share = 1.0 if kind == "onehot" else 0.75
            marks.append((row * classes + target, share))
            if kind != "onehot":
                marks.append((row * classes + other_class(draws, classes, target), 0.25))
        return Recipe(0, 0, 0, 0, tuple(sorted(marks))).tensor(self.dtype, shape)

    def sequences(self) -> list[Case]:
        """[N, T, V], or [N, C, d] where the classes are on axis 1, the last step of each sequence being padding.

        Padding is the ignored class, or a sample weight of 0; where there is neither, the step counts.
        """
        cases = []
        kinds = cycle(self.kinds)
        for number, (batch, steps, classes) in enumerate(((2, 3, 4), (1, 5, 3), (3, 2, 5))):
            for alpha in ("0.1", "0.3"):
                kind, regime = next(kinds), REGIMES[(number + (alpha == "0.3")) % len(REGIMES)]
                name = f"sequence.{kind}.{regime}.a{alpha}.n{batch}t{steps}k{classes}"
                shape = (batch, steps, classes) if self._axis((1, 1, 1)) == 2 else (batch, classes, steps)
                flat = self.variant.space["rank"] == ("2d",)
                if flat:
                    shape = (batch * steps, classes)
                options: dict[str, Any] = {"labelSmoothing": float(alpha)}
                flags = [REGIME_FLAGS.get(regime, "Trained"), "Sequence", *TARGET_FLAGS.get(kind, ())]
                ends = [row % steps == steps - 1 for row in range(batch * steps)]
                chosen = self._chosen(name, batch * steps, classes, 0)
                more: dict[str, Tensor] = {}
                ignoring = "ignore" in self.variant.space and kind == "index"
                if ignoring:
                    options["ignoreIndex"] = 0
                    flags += ["IgnoredRow", "IgnoreIndex"]
                elif self.takes_sample_weight:
                    flags += ["SampleWeight", "ZeroWeight"]
                    rest = shape if self.variant.loss_per_label else without(shape, self._axis(shape))
                    per = prod(rest) // len(ends)
                    weights = [0.0 if end else 1.0 for end in ends for _ in range(per)]
                    more["sampleWeight"] = Tensor.of(self.dtype, rest, weights)
                draws = Draws(name, "logits")
                first = self._along(shape, self._rows(regime, draws, classes, chosen))
                told = [0 if ignoring and end else target for target, end in zip(chosen, ends, strict=True)]
                cases.append(self._case(name, flags, first, self._target(name, kind, shape, told), options, **more))
        return cases

    def weighted(self) -> list[Case]:
        """A weight per class or per sample, whichever the variant takes."""
        by_class = "weight" in self.variant.space
        if not by_class and not self.takes_sample_weight:
            return []
        cases = []
        for number, kind in zip(range(4), cycle(self.kinds), strict=False):
            rows, classes = ((2, 5), (4, 3), (8, 4))[number % 3]
            alpha, regime = ALPHAS[1 + number % 4], REGIMES[number % len(REGIMES)]
            name = f"weighted.{kind}.{regime}.a{alpha}.n{rows}k{classes}"
            chosen, shape = self._chosen(name, rows, classes), (rows, classes)
            flags = [REGIME_FLAGS.get(regime, "Trained"), *TARGET_FLAGS.get(kind, ())]
            flags.append("ClassWeight" if by_class else "SampleWeight")
            draws = Draws(name, "weight")
            length = (classes,) if by_class else shape if self.variant.loss_per_label else (rows,)
            given = Tensor.of(self.dtype, length, [draws.dyadic(1, 32, -3) for _ in range(prod(length))])
            first = self._along(shape, self._rows(regime, Draws(name, "logits"), classes, chosen))
            more = {"weight" if by_class else "sampleWeight": given}
            options = {"labelSmoothing": float(alpha)}
            target = self._target(name, kind, shape, chosen)
            cases.append(self._case(name, flags, first, target, options, **more))
        return cases

    def offsets(self) -> list[Case]:
        """Near ties far from 0, where the logarithm of the sum is lost if it is added to the largest logit first."""
        if self.variant.kind == "logProbs":
            return []
        cases = []
        for base in (each for each in OFFSETS if each <= LARGEST.get(self.dtype, each)):
            for sign in (1.0, -1.0) if self.dtype in ("float32", "float16") else (-1.0,):
                name = f"offset.{'' if sign > 0 else 'minus-'}{base:.0e}".replace("+0", "")
                step = max(2.0 ** -(PRECISION[self.dtype] - 1) * 2.0 ** (int(base).bit_length() - 1), 2.0**-3)
                start = sign * self._near_to(base)
                rows = [[start + step * k for k in row] for row in ((0, 0, 0), (0, -1, 0), (2, 1, 0))]
                cases.append(self._near(name, "CommonOffset", rows, "0.1"))
        return cases

    def inexact(self) -> list[Case]:
        """Inputs with all the bits that the dtype has, in several binades: their differences have to be rounded."""
        cases = []
        bits = PRECISION[self.dtype]
        for number in range(3):
            name = f"inexact.{number}"
            draws = Draws(f"{self.variant.id}.{name}", "logits")
            rows = [
                [
                    draws.dyadic(-(2**bits) + 1, 0 if self.variant.kind == "logProbs" else 2**bits - 1, exponent - bits)
                    for exponent in (5, 2, -1, 4)
                ]
                for _ in range(3)
            ]
            cases.append(self._near(name, "InexactDifference", rows, ("0.1", "0", "0.3")[number]))
        return cases

    def _near(self, name: str, flag: str, rows: list[list[float]], alpha: str) -> Case:
        shape = (len(rows), len(rows[0]))
        options: dict[str, Any] = {} if alpha == "0" and self.variant.core else {"labelSmoothing": float(alpha)}
        if self.variant.kind == "logProbs":
            options["labelSmoothing"] = max(float(alpha), 0.01)
        self._padding(options, shape[1])
        chosen = [1 + row % (shape[1] - 1) for row in range(len(rows))]
        kind = self.kinds[0]
        flags = [flag, *TARGET_FLAGS.get(kind, ()), *(["IgnoreIndex"] if "ignoreIndex" in options else [])]
        return self._case(name, flags, self._along(shape, rows), self._target(name, kind, shape, chosen), options)

    def widths(self) -> list[Case]:
        """One row, or two, of each width; the largest logit last, first, or in the middle."""
        torch = self.variant.id == "torch"
        single = self.dtype == "float32"
        few = torch or single or self.variant.kind == "logProbs"
        fewer = FEW_WIDTHS if few else FEWEST_WIDTHS
        known = WIDTHS if torch and single else fewer
        huge = HUGE_WIDTHS if torch and single else (65537, 262144) if single else (65537,) if torch else ()
        cases = []
        for classes in (*known, *huge):
            if classes <= (2 if self.variant.kind == "logProbs" else 1 if "simple" == self.variant.id else 0):
                continue
            name = f"width.k{classes}"
            rows = 1 if classes > 9 else 2
            options: dict[str, Any] = {"labelSmoothing": 0.1}
            avoid = self._padding(options, classes)
            chosen = self._chosen(name, rows, classes, avoid)
            shape, lead = (rows, classes), {0: classes - 1, 1: 0, 2: classes // 2}[classes % 3]
            if self.variant.kind == "logProbs":
                first = Recipe(seed_of(name), -96, -32, -3).tensor(self.dtype, shape)
            else:
                first = Recipe(seed_of(name), -40, 40, -3, ((lead, 9.5),)).tensor(self.dtype, shape)
            kind = self.kinds[0]
            flags = ["Width", *TARGET_FLAGS.get(kind, ()), *(["IgnoreIndex"] if avoid is not None else [])]
            flags += ["OneClass"] if classes == 1 else []
            flags += ["ManyClasses"] if classes > 1000 else []
            at = self._probes(name, shape, chosen)
            target = self._compact(name, kind, shape, chosen)
            cases.append(self._case(name, flags, first, target, options, at))
        return cases

    def all(self) -> list[Case]:
        """Every case of the variant in the dtype."""
        parts = [self.plain, self.sequences, self.weighted, self.offsets, self.inexact]
        parts += [self.overflowing] if self.half else [self.mixed, self.widths]
        return [case for part in parts for case in part()]

    def mixed(self) -> list[Case]:
        """bfloat16 logits into a float32 loss, as torch.autocast has it; the gradient that comes back is bfloat16."""
        if self.variant.id != "torch" or self.dtype != "float32":
            return []
        narrow = Everyday(self.variant, "bfloat16")
        found = []
        for case in [*narrow.plain()[:8], *narrow.sequences()[:4]]:
            inputs = {
                name: tensor if tensor.dtype == "int64" else self._widened(tensor)
                for name, tensor in case.inputs.items()
            }
            name = case.id.replace(".plain.", ".mixed.").replace(".sequence.", ".mixed.").replace(".bf16", ".f32")
            flags = [*(flag for flag in case.flags if flag != "HalfPrecision"), "MixedPrecision"]
            found.append(
                Case(
                    name, case.variant, self.dtype, flags, case.options, inputs, at=case.at, alone=True, form="autocast"
                )
            )
        return found

    def _widened(self, tensor: Tensor) -> Tensor:
        if tensor.recipe is not None:
            return tensor.recipe.tensor(self.dtype, tensor.shape)
        return Tensor.of(self.dtype, tensor.shape, tensor.values)

    def overflowing(self) -> list[Case]:
        """torch adds the log-probabilities of all classes up before it multiplies them with a/K."""
        if self.variant.id != "torch":
            return []
        name, shape = f"vocabulary.k{OVERFLOWING}", (1, OVERFLOWING)
        chosen = self._chosen(name, 1, OVERFLOWING)
        first = Recipe(seed_of(name), -16, 16, -3).tensor(self.dtype, shape)
        target, at = self._compact(name, "index", shape, chosen), self._probes(name, shape, chosen)
        flags = ["ManyClasses", *(["Overflows"] if self.dtype == "float16" else [])]
        return [self._case(name, flags, first, target, {"labelSmoothing": 0.1}, at)]


def everyday_of(variant: Variant) -> list[Case]:
    """The cases of a core variant in both dtypes, and in 16 bits of those whose packages are run in them."""
    wide = variant.dtypes if variant.core else ()
    return [case for dtype in (*wide, *HALF_VARIANTS.get(variant.id, ())) for case in Everyday(variant, dtype).all()]
