"""Log-probabilities by regime: log-softmax of integer logits, correctly rounded, or rows that are not normalised."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mpmath import mpf

from smoothproof_ref.cases.logits import Row, logit_rows, other_class
from smoothproof_ref.draws import Draws
from smoothproof_ref.rounding import round_bits
from smoothproof_ref.tensors import float_of
from smoothproof_ref.truth.softmax import softmax


def rounded_log_softmax(row: Sequence[float], dtype: str) -> Row:
    """log softmax at 50 digits, rounded once: any correctly rounding implementation rebuilds it."""
    return [float_of(dtype, round_bits(-s, dtype)) + 0.0 for s in softmax([mpf(x) for x in row]).surprisal]


def log_prob_rows(
    regime: str, draws: Draws, classes: int, targets: Sequence[int], padding: int, dtype: str, subnormal: int
) -> list[Row]:
    """One row per target. ``padding``: the class whose mass the loss zeroes."""
    if regime in ("tiny", "subnormal"):
        exponent = -46 if regime == "tiny" else subnormal
        return [[draws.dyadic(-64, 0, exponent) + 0.0 for _ in range(classes)] for _ in targets]
    if regime == "log-unnormalised":
        return [[draws.dyadic(-40, 0, -3) + 0.0 for _ in range(classes)] for _ in targets]
    if regime == "negzero":
        return [[(-0.0, 0.0)[draws.integer(0, 1)] if k else -0.0 for k in range(classes)] for _ in targets]
    shape_of = regime if regime in ("uniform", "confident", "wrong", "large") else "ordinary"
    rows = logit_rows(shape_of, draws, classes, targets, subnormal)
    rows = [rounded_log_softmax(row, dtype) for row in rows]
    for row, target in zip(rows[:1], targets, strict=False):
        other = other_class(draws, classes, target)
        while other == padding and classes > 2:
            other = other_class(draws, classes, target)
        if regime == "posinf":
            row[other] = math.inf
        elif regime == "neginf":
            row[other] = -math.inf
        elif regime == "neginf-target":
            row[target] = -math.inf
        elif regime == "neginf-padding":
            row[padding] = -math.inf
        elif regime == "nan":
            row[other] = math.nan
    return rows
