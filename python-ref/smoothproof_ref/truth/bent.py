"""Logits that are scaled and capped before the softmax, and a cost of the log-sum-exp beside the loss (z-loss)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import mpmath
from mpmath import mpf

from smoothproof_ref.truth import rows
from smoothproof_ref.truth.grid import Grid
from smoothproof_ref.truth.precision import finite
from smoothproof_ref.truth.result import Terms
from smoothproof_ref.truth.row_terms import subtractive
from smoothproof_ref.truth.softmax import Softmax, softmax


@dataclass
class Bent:
    """A row after scale and cap: its softmax, the slope of each new logit in the old, and the log of its normaliser.

    ``cancels``: what a reference loses of a slope that it forms as 1 - tanh^2.
    """

    soft: Softmax
    slopes: list[mpf]
    cancels: list[mpf]
    whole: mpf


def bent(row: Sequence[float], options: Mapping[str, Any]) -> Bent:
    """s x, or c tanh(s x / c) with a softcap c."""
    scale, cap = mpf(float(options.get("logitScale", 1.0))), options.get("softcap")
    scaled = [scale * mpf(x) for x in row]
    if cap is None:
        return _of(scaled, [scale] * len(row), [mpf(0)] * len(row))
    c = mpf(float(cap))
    slopes = [scale / mpmath.cosh(x / c) ** 2 if not mpmath.isinf(x) else mpf(0) for x in scaled]
    return _of([c * mpmath.tanh(x / c) for x in scaled], slopes, [2 * abs(scale)] * len(row))


def _of(row: list[mpf], slopes: list[mpf], cancels: list[mpf]) -> Bent:
    soft = softmax(row)
    kept = [k for k, x in enumerate(row) if finite(x) and finite(soft.surprisal[k])]
    whole = row[kept[0]] + soft.surprisal[kept[0]] if kept else mpmath.nan
    return Bent(soft, slopes, cancels, whole)


def with_normaliser_cost(terms: Terms, row: Bent, factor: mpf) -> Terms:
    """z L^2 added, L being the log-sum-exp: its slope is 2 z L p."""
    if factor == 0:
        return terms
    soft, size = row.soft, abs(factor) * row.whole**2
    pull = 2 * factor * row.whole
    reach = 1 + soft.largest
    return Terms(
        loss=terms.loss + factor * row.whole**2,
        scale=terms.scale + size,
        floor=terms.floor + abs(pull) * reach,
        gradient=[g + pull * p for g, p in zip(terms.gradient, soft.p, strict=True)],
        gradient_scale=[s + abs(pull * p) for s, p in zip(terms.gradient_scale, soft.p, strict=True)],
        gradient_floor=[
            f + abs(2 * factor * p) * (1 + abs(row.whole)) * reach
            for f, p in zip(terms.gradient_floor, soft.p, strict=True)
        ],
    )


def bent_rows(grid: Grid, kept: Sequence[bool], on: mpf, bias: mpf | None, options: Mapping[str, Any]) -> list[Terms]:
    """Rows of class indices, masses ``on`` and ``bias``, of scaled and capped logits, with the z-loss."""
    weight, square = [mpf(1)] * grid.classes, mpf(float(options.get("lseSquareScale", 0.0)))
    terms = []
    for index, row, keep in zip(grid.indices, (bent(row, options) for row in grid.rows), kept, strict=True):
        if not keep:
            terms.append(rows.ignored(row.soft))
            continue
        own = subtractive(rows.gathered(on, bias, index, weight, row.soft), mpf(1), row.soft)
        terms.append(in_logits(with_normaliser_cost(own, row, square), row))
    return terms


def in_logits(terms: Terms, row: Bent) -> Terms:
    """The slopes with respect to the logits as they were given."""
    sizes = [abs(s) for s in row.slopes]
    return Terms(
        loss=terms.loss,
        scale=terms.scale,
        floor=terms.floor,
        gradient=[g * s for g, s in zip(terms.gradient, row.slopes, strict=True)],
        gradient_scale=[g * s for g, s in zip(terms.gradient_scale, sizes, strict=True)],
        gradient_floor=[
            f * s + g * lost
            for f, s, g, lost in zip(terms.gradient_floor, sizes, terms.gradient_scale, row.cancels, strict=True)
        ],
    )
