"""Keras' categorical cross entropy of probabilities: normalise, clip, take the logarithm."""

from __future__ import annotations

from collections.abc import Sequence

import mpmath
from mpmath import mpf

from smoothproof_ref.rounding import round_bits
from smoothproof_ref.tensors import float_of
from smoothproof_ref.truth.precision import minus
from smoothproof_ref.truth.result import Terms

EPSILON = 1e-7


def clip_bounds(dtype: str) -> tuple[mpf, mpf]:
    """epsilon and 1 - epsilon as float64 has them, each rounded to the dtype of the probabilities."""
    low, high = (float_of(dtype, round_bits(mpf(bound), dtype)) for bound in (EPSILON, 1.0 - EPSILON))
    return mpf(low), mpf(high)


def clipped(q: Sequence[mpf], row: Sequence[mpf], low: mpf, high: mpf) -> Terms:
    """-sum q_k log clip(P_k / sum P), and its gradient with respect to P through both steps."""
    total = mpmath.fsum(row)
    ratio = [p / total if total != 0 else mpmath.nan for p in row]
    clip = [r if mpmath.isnan(r) else min(max(r, low), high) for r in ratio]
    terms = [-k * mpmath.log(c) if not mpmath.isnan(c) else c for k, c in zip(q, clip, strict=True)]
    slope = [-k / c if low <= r <= high else mpf(0) for k, c, r in zip(q, clip, ratio, strict=True)]
    drag = mpmath.fsum(s * p for s, p in zip(slope, row, strict=True)) / total / total if total != 0 else mpmath.nan
    size = (
        mpmath.fsum(abs(s * p) for s, p in zip(slope, row, strict=True)) / total / total if total != 0 else mpmath.nan
    )
    return Terms(
        loss=mpmath.fsum(terms),
        scale=mpmath.fsum(abs(t) for t in terms),
        floor=mpmath.fsum(abs(k) for k in q),
        gradient=[minus(s / total, drag) if total != 0 else mpmath.nan for s in slope],
        gradient_scale=[abs(s / total) + size if total != 0 else mpf(1) for s in slope],
        gradient_floor=[mpf(0)] * len(row),
    )
