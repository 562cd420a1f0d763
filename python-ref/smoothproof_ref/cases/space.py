"""Factors, values and legality: the space that pairwise coverage is about, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

Assignment = Mapping[str, str]
DTYPES = ("float32", "float64")

_LOGIT_REGIMES = (
    *("ordinary", "uniform", "confident", "wrong", "large", "tiny", "subnormal", "posinf", "neginf", "neginf-target"),
    *("nan", "negzero", "k1", "k2", "empty-batch"),
)
_UPSTREAM = ("ones", "given")
_TARGETS = ("onehot", "distribution", "unnormalised")
_SAMPLE_WEIGHTS = ("none", "positive", "zero", "broadcast")
_SHARED_ALPHAS = ("0", "1e-6", "0.1", "0.5", "1")

SPACES: dict[str, dict[str, tuple[str, ...]]] = {
    "torch": {
        "regime": (*_LOGIT_REGIMES, "ignored-row", "all-ignored", "weight-zero"),
        "alpha": (*_SHARED_ALPHAS, "-0.1", "NaN"),
        "target": ("index", *_TARGETS),
        "rank": ("2d", "1d", "3d", "4d"),
        "reduction": ("mean", "sum", "none"),
        "ignore": ("absent", "class", "outside"),
        "weight": ("none", "positive", "zero"),
        "upstream": _UPSTREAM,
    },
    "equation1": {
        "regime": _LOGIT_REGIMES,
        "alpha": _SHARED_ALPHAS,
        "target": ("index", *_TARGETS),
        "rank": ("2d", "1d", "3d"),
        "reduction": ("mean", "sum", "none"),
        "upstream": _UPSTREAM,
    },
    "simple": {
        # K = 1 divides by zero: an error vector.
        "regime": tuple(r for r in _LOGIT_REGIMES if r != "k1"),
        "alpha": (*_SHARED_ALPHAS, "-0.1", "uniform", "1.5"),
        "target": ("index",),
        "rank": ("2d", "3d"),
        "reduction": ("mean",),
        "dim": ("absent", "0", "1", "2", "-2"),
        "upstream": _UPSTREAM,
    },
    "opennmt": {
        # V = 2 divides by zero: an error vector.
        "regime": (
            *(r for r in _LOGIT_REGIMES if r != "k2"),
            *("log-unnormalised", "neginf-padding", "ignored-row", "all-ignored"),
        ),
        "alpha": ("1e-6", "0.1", "0.5", "1", "5e-324"),
        "target": ("index",),
        "rank": ("2d",),
        "reduction": ("sum",),
        "ignore": ("class", "negative", "absent"),
        "upstream": _UPSTREAM,
    },
    "keras-categorical": {
        "regime": (*_LOGIT_REGIMES, "clipped", "weight-zero"),
        "alpha": (*_SHARED_ALPHAS, "-0.1", "1.5"),
        "target": _TARGETS,
        "rank": ("2d", "1d", "3d"),
        "reduction": ("sum_over_batch_size", "sum", "none", "mean_with_sample_weight"),
        "sample-weight": _SAMPLE_WEIGHTS,
        "input": ("probs", "logits"),
        "axis": ("absent", "1"),
        "upstream": _UPSTREAM,
    },
    "tfjs-softmax": {
        "regime": (*_LOGIT_REGIMES, "weight-zero"),
        "alpha": (*_SHARED_ALPHAS, "-0.1", "1.5"),
        "target": _TARGETS,
        "rank": ("2d", "1d", "3d"),
        "reduction": ("sum_by_nonzero_weights", "mean", "sum", "none"),
        "sample-weight": _SAMPLE_WEIGHTS,
        "upstream": _UPSTREAM,
    },
}
SPACES["keras-binary"] = SPACES["keras-categorical"]
SPACES["tfjs-sigmoid"] = SPACES["tfjs-softmax"]


@dataclass(frozen=True)
class Rule:
    """Values of two factors that do not go together; ``variants`` empty means everywhere. ``not_`` inverts a side."""

    left: str
    left_values: tuple[str, ...]
    right: str
    right_values: tuple[str, ...]
    reason: str
    variants: tuple[str, ...] = ()
    left_not: bool = False
    right_not: bool = False

    def forbids(self, variant: str, left: tuple[str, str], right: tuple[str, str]) -> bool:
        """Whether this rule is about these two values."""
        if self.variants and variant not in self.variants:
            return False
        for one, other in ((left, right), (right, left)):
            if (
                one[0] == self.left
                and other[0] == self.right
                and (one[1] in self.left_values) != self.left_not
                and (other[1] in self.right_values) != self.right_not
            ):
                return True
        return False


_IGNORED = ("ignored-row", "all-ignored")
_KERAS = ("keras-categorical", "keras-binary")
_INFINITE = ("posinf", "neginf", "neginf-target", "neginf-padding")
_SOFTMAX = ("torch", "equation1", "simple", "opennmt", "keras-categorical", "tfjs-softmax")

RULES = (
    Rule("ignore", ("absent",), "target", ("index",), "ignoreIndex names a class index", left_not=True, right_not=True),
    Rule("regime", _IGNORED, "target", ("index",), "only a class index can be the ignored one", right_not=True),
    Rule("regime", ("ignored-row",), "rank", ("1d",), "one row cannot be ignored beside another"),
    Rule("regime", ("empty-batch",), "rank", ("1d",), "without a batch axis there is no empty batch"),
    Rule("regime", ("weight-zero",), "weight", ("zero",), "weights of zero need weights", right_not=True),
    Rule("regime", ("weight-zero",), "sample-weight", ("zero",), "weights of zero need weights", right_not=True),
    Rule("regime", ("k1",), "ignore", ("class",), "the only class is either the target or ignored", ("torch",)),
    Rule("regime", ("k1",), "target", ("distribution",), "with one class a distribution is one-hot"),
    Rule(
        "regime", ("k1",), "ignore", ("negative",), "one class: 0 ignores all, -100 is out", ("opennmt",), False, True
    ),
    Rule("regime", _IGNORED, "ignore", ("class",), "scatter takes no negative target", ("opennmt",), False, True),
    Rule(
        "regime", _INFINITE, "alpha", ("5e-324",), "whether the mass underflows decides NaN or Infinity", ("opennmt",)
    ),
    Rule("regime", ("negzero", "k1"), "alpha", ("5e-324",), "nothing but the underflowed mass is left", ("opennmt",)),
    Rule("regime", ("clipped",), "input", ("logits",), "logits are not clipped"),
    Rule("regime", ("neginf", "neginf-target"), "input", ("probs",), "a probability is not negative"),
    Rule("axis", ("1",), "rank", ("1d",), "one axis has no axis 1"),
    Rule("alpha", ("0", "-0.1"), "rank", ("1d",), "rank 1 has no shape[1]: an error", ("tfjs-softmax",), left_not=True),
    Rule("dim", ("2",), "rank", ("2d",), "two axes have no axis 2"),
)


def forbidden(variant: str, left: tuple[str, str], right: tuple[str, str]) -> str | None:
    """Why two (factor, value) pairs do not go together, or None."""
    return next((rule.reason for rule in RULES if rule.forbids(variant, left, right)), None)


@lru_cache
def pairs(variant: str) -> dict[tuple[tuple[str, str], tuple[str, str]], str | None]:
    """Every pair of values of two factors, with the reason against it or None. dtype is a factor like the others."""
    space = {**SPACES[variant], "dtype": DTYPES}
    return {
        ((f, v), (g, w)): forbidden(variant, (f, v), (g, w))
        for (f, vs), (g, ws) in combinations(space.items(), 2)
        for v in vs
        for w in ws
    }
