"""Targets by kind, around a chosen class per row; a regime that mentions the target means that class."""

from __future__ import annotations

from collections.abc import Sequence

from smoothproof_ref.cases.logits import Row
from smoothproof_ref.cases.probabilities import distribution
from smoothproof_ref.draws import Draws


def target_rows(kind: str, draws: Draws, classes: int, targets: Sequence[int], labels: bool) -> list[Row]:
    """Target distributions; the chosen class holds the most mass.

    ``labels``: one label per class instead of one distribution per row; there a soft label lies in [0, 1] and an
    unnormalised one in [0, 1.5].
    """
    return [_row(kind, draws, classes, target, labels) for target in targets]


def _row(kind: str, draws: Draws, classes: int, target: int, labels: bool) -> Row:
    if kind == "onehot":
        return [float(k == target) for k in range(classes)]
    if kind == "distribution":
        row = distribution(draws, classes, 64)
    else:
        row = [draws.dyadic(0, 24 if labels else 16, -4) for _ in range(classes)]
        if sum(row) in (0.0, 1.0):
            row[target] += 0.5
    top = row.index(max(row))
    row[top], row[target] = row[target], row[top]
    return row
