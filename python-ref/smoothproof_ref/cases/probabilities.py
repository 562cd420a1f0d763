"""Probabilities by regime: a distribution over classes, or one probability per label."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from smoothproof_ref.cases.logits import Row, other_class
from smoothproof_ref.draws import Draws

# Both lie beyond Keras' clip of 1e-7 on either side, and a row of them does not sum to exactly 1.
BELOW_CLIP = 2.0**-26
ABOVE_CLIP = 1.0 - 2.0**-24


def distribution(draws: Draws, classes: int, total: int = 1024) -> Row:
    """Positive multiples of 1/total that sum to 1 exactly."""
    cuts: set[int] = set()
    while len(cuts) < classes - 1:
        cuts.add(draws.integer(1, total - 1))
    marks = [0, *sorted(cuts), total]
    return [(high - low) / total for low, high in pairwise(marks)]


def probability_rows(regime: str, draws: Draws, classes: int, targets: Sequence[int], subnormal: int) -> list[Row]:
    """Rows for a loss that normalises each row itself, so that rows need not sum to 1."""
    rows = []
    for number, target in enumerate(targets):
        row = distribution(draws, classes)
        other = other_class(draws, classes, target)
        if regime == "uniform":
            row = [0.25] * classes
        elif regime == "confident":
            row = [float(k == target) for k in range(classes)]
        elif regime == "wrong" and classes > 1:
            row[target] = 0.0
        elif regime == "large":
            row = [draws.dyadic(1, 10000, 0) for _ in range(classes)]
        elif regime == "tiny":
            row = [draws.dyadic(1, 64, -46) for _ in range(classes)]
        elif regime == "subnormal":
            row[other] = draws.dyadic(1, 1000, subnormal)
        elif regime == "negzero":
            row[other] = -0.0
        elif regime == "clipped":
            row = [ABOVE_CLIP if k == target else BELOW_CLIP for k in range(classes)]
        elif regime == "k1":
            row = [draws.dyadic(1, 16, -3)]
        elif number == 0 and regime in ("posinf", "nan"):
            row[other] = math.inf if regime == "posinf" else math.nan
        rows.append(row)
    return rows


def label_probability_rows(
    regime: str, draws: Draws, classes: int, targets: Sequence[int], subnormal: int
) -> list[Row]:
    """Rows of independent probabilities, one per label."""
    rows = []
    for number, target in enumerate(targets):
        row = [draws.dyadic(1, 63, -6) for _ in range(classes)]
        other = other_class(draws, classes, target)
        if regime == "uniform":
            row = [0.25] * classes
        elif regime in ("confident", "wrong"):
            row = [float((k == target) == (regime == "confident")) for k in range(classes)]
        elif regime == "large":
            row = [draws.dyadic(2, 10000, 0) for _ in range(classes)]
        elif regime == "tiny":
            row = [draws.dyadic(1, 64, -46) for _ in range(classes)]
        elif regime == "subnormal":
            row[other] = draws.dyadic(1, 1000, subnormal)
        elif regime == "negzero":
            row[other] = -0.0
        elif regime == "clipped":
            row = [(BELOW_CLIP, ABOVE_CLIP)[k == target] for k in range(classes)]
        elif number == 0 and regime in ("posinf", "nan"):
            row[other] = math.inf if regime == "posinf" else math.nan
        rows.append(row)
    return rows
