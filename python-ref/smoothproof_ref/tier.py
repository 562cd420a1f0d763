"""Which tier a vector belongs to: what occurs in training (core), what does not (edge), what is refused (refusal)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from smoothproof_ref.tensors import Tensor

TIERS = ("core", "edge", "refusal")

# Calls that nobody makes on purpose in training, although the source computes them.
ODD_FLAGS = frozenset(
    {
        "AllIgnored",
        "WeightsAllZero",
        "EmptyBatch",
        "OneClass",
        "SignedZero",
        "SmoothingOff",
        "SmoothingOutOfRange",
        "UnnormalisedTarget",
        "LogProbsNotNormalised",
        "SoftmaxNotOverClasses",
        "NegativeIgnoreIndex",
    }
)
# Inputs that are meaningless outside a range: probabilities and log-probabilities.
RANGES = {"probs": (0.0, 1.0), "logProbs": (-math.inf, 0.0)}
SMALLEST_NORMAL = {"float64": 2.0**-1022, "float32": 2.0**-126, "bfloat16": 2.0**-126, "float16": 2.0**-14}


def tier_of(
    kind: str, flags: Iterable[str], options: Mapping[str, Any], inputs: Mapping[str, Tensor], results: Iterable[Any]
) -> str:
    """``kind`` is that of the expectation; ``results``: every observed and true value of loss and gradient, of
    whatever kind of number.

    refusal: the source refuses the call. edge: an odd call, an input that is not finite, subnormal or -0, or a result
    that is not finite. core: everything else, with ignored rows, weights and real logits.
    """
    if kind == "throws":
        return "refusal"
    if kind == "accepts" or not ODD_FLAGS.isdisjoint(flags) or not _is_legal_smoothing(options):
        return "edge"
    if any(0 in tensor.shape or not _is_ordinary(name, tensor) for name, tensor in inputs.items()):
        return "edge"
    return "core" if all(value - value == 0 for value in results) else "edge"


def _is_legal_smoothing(options: Mapping[str, Any]) -> bool:
    value = options.get("labelSmoothing", 0)
    return not isinstance(value, str) and (value == 0 or SMALLEST_NORMAL["float64"] <= value <= 1)


def _is_ordinary(name: str, tensor: Tensor) -> bool:
    """Finite, neither subnormal nor -0, and within the range of what the input holds."""
    if tensor.dtype == "int64":
        return True
    least = SMALLEST_NORMAL[tensor.dtype]
    low, high = RANGES.get(name, (-math.inf, math.inf))
    return all(
        low <= value <= high and math.isfinite(value) and (abs(value) >= least or _is_positive_zero(value))
        for value in tensor.values
    )


def _is_positive_zero(value: float) -> bool:
    return value == 0 and math.copysign(1, value) > 0
