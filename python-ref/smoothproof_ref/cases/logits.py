"""Logits by regime. A row has the classes of one sample; a regime's special value is only in the first row."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from smoothproof_ref.draws import Draws

Row = list[float]
CONFIDENCE = 30.0


def ordinary(draws: Draws, classes: int) -> Row:
    """Eighths in [-5, 5]."""
    return [draws.dyadic(-40, 40, -3) for _ in range(classes)]


def _uniform(draws: Draws, classes: int) -> Row:
    return [draws.dyadic(-16, 16, -3)] * classes


def _large(draws: Draws, classes: int) -> Row:
    return [draws.dyadic(-10000, 10000, 0) for _ in range(classes)]


def _tiny(draws: Draws, classes: int) -> Row:
    return [draws.dyadic(-64, 64, -46) for _ in range(classes)]


def _negative_zero(draws: Draws, classes: int) -> Row:
    return [(-0.0, 0.0, -0.0, 0.5)[draws.integer(0, 3)] if k else -0.0 for k in range(classes)]


_WHOLE_ROWS: dict[str, Callable[[Draws, int], Row]] = {
    "uniform": _uniform,
    "large": _large,
    "tiny": _tiny,
    "negzero": _negative_zero,
}


def other_class(draws: Draws, classes: int, target: int) -> int:
    """A class that is not the target (the target itself where there is no other)."""
    return (target + draws.integer(1, classes - 1)) % classes if classes > 1 else target


def subnormal_exponent(dtype: str, narrow: bool) -> int:
    """The exponent of the smallest subnormal that the vector's reference does not flush to zero."""
    return -149 if dtype == "float32" or narrow else -1074


def logit_rows(
    regime: str, draws: Draws, classes: int, targets: Sequence[int], subnormal: int, labels: bool = False
) -> list[Row]:
    """One row of logits per target. ``labels``: labels are independent, so confidence goes both ways."""
    rows = []
    for number, target in enumerate(targets):
        if regime == "subnormal":
            row = [draws.dyadic(-1000, 1000, subnormal) for _ in range(classes)]
        else:
            row = _WHOLE_ROWS.get(regime, ordinary)(draws, classes)
        if regime == "confident":
            row = [x - CONFIDENCE for x in row] if labels else row
            row[target] += 2 * CONFIDENCE if labels else CONFIDENCE
        elif regime == "wrong":
            row[other_class(draws, classes, target)] += CONFIDENCE
        elif number == 0:
            _mark(regime, draws, row, target)
        rows.append(row)
    return rows


def _mark(regime: str, draws: Draws, row: Row, target: int) -> None:
    if regime == "posinf":
        row[other_class(draws, len(row), target)] = math.inf
    elif regime == "neginf":
        row[other_class(draws, len(row), target)] = -math.inf
    elif regime == "neginf-target":
        row[target] = -math.inf
    elif regime == "nan":
        row[other_class(draws, len(row), target)] = math.nan
