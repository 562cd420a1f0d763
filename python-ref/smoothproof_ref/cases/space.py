"""Which values may be combined in the core's spaces, as data: pairwise coverage is over these."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smoothproof_ref.variant import Variant

DTYPES = ("float32", "float64")


@dataclass(frozen=True)
class Exclusion:
    """Values of two factors that cannot be combined. ``not_`` inverts a side."""

    left: str
    left_values: tuple[str, ...]
    right: str
    right_values: tuple[str, ...]
    reason: str
    left_not: bool = False
    right_not: bool = False

    def forbids(self, left: tuple[str, str], right: tuple[str, str]) -> bool:
        """Whether this exclusion is about these two values."""
        return any(
            one[0] == self.left
            and other[0] == self.right
            and (one[1] in self.left_values) != self.left_not
            and (other[1] in self.right_values) != self.right_not
            for one, other in ((left, right), (right, left))
        )


IGNORED = ("ignored-row", "all-ignored")
SHARED = (
    Exclusion(
        "ignore", ("absent",), "target", ("index",), "ignoreIndex names a class index", left_not=True, right_not=True
    ),
    Exclusion("regime", IGNORED, "target", ("index",), "only a class index can be the ignored one", right_not=True),
    Exclusion("regime", ("ignored-row",), "rank", ("1d",), "one row cannot be ignored beside another"),
    Exclusion("regime", ("empty-batch",), "rank", ("1d",), "without a batch axis there is no empty batch"),
    Exclusion("regime", ("weight-zero",), "weight", ("zero",), "weights of zero need weights", right_not=True),
    Exclusion("regime", ("weight-zero",), "sample-weight", ("zero",), "weights of zero need weights", right_not=True),
    Exclusion("regime", ("k1",), "target", ("distribution",), "with one class a distribution is one-hot"),
    Exclusion("regime", ("clipped",), "input", ("logits",), "logits are not clipped"),
    Exclusion("regime", ("neginf", "neginf-target"), "input", ("probs",), "a probability is not negative"),
    Exclusion("axis", ("1",), "rank", ("1d",), "one axis has no axis 1"),
    Exclusion("dim", ("2",), "rank", ("2d",), "two axes have no axis 2"),
)


def forbidden(variant: Variant, left: tuple[str, str], right: tuple[str, str]) -> str | None:
    """Why two (factor, value) pairs cannot be combined, or None."""
    own = variant.core.exclusions if variant.core else ()
    return next((each.reason for each in (*SHARED, *own) if each.forbids(left, right)), None)


def pairs(variant: Variant) -> dict[tuple[tuple[str, str], tuple[str, str]], str | None]:
    """Every pair of values of two factors, with the reason against it or None. dtype is a factor like the others."""
    space = {**variant.space, "dtype": DTYPES}
    return {
        ((f, v), (g, w)): forbidden(variant, (f, v), (g, w))
        for (f, vs), (g, ws) in combinations(space.items(), 2)
        for v in vs
        for w in ws
    }
