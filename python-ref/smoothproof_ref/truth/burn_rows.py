"""Rows of Burn's cross entropy, which several releases share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mpmath import mpf

from smoothproof_ref.truth import rows
from smoothproof_ref.truth.grid import Grid, smoothing_of
from smoothproof_ref.truth.result import Terms
from smoothproof_ref.truth.targets import positive, towards_uniform


def burn_rows(grid: Grid, kept: Sequence[bool], weight: Sequence[mpf], options: Mapping[str, Any]) -> list[Terms]:
    """Dense where there is smoothing, gathered where there is none; an ignored row is masked."""
    a = smoothing_of(options)
    terms = []
    for index, y, soft, keep in zip(grid.indices, grid.targets(), grid.softmaxes, kept, strict=True):
        if not keep:
            terms.append(rows.ignored(soft))
        elif positive(a):
            q = towards_uniform(y, mpf(a), grid.classes)
            terms.append(rows.dense([k * w for k, w in zip(q, weight, strict=True)], soft))
        else:
            terms.append(rows.gathered(mpf(1), None, index, weight, soft))
    return terms
