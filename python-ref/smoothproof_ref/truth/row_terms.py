"""Row losses beyond those over a softmax: divergences, and losses of log-probabilities that are given."""

from __future__ import annotations

from collections.abc import Sequence

import mpmath
from mpmath import mpf

from smoothproof_ref.truth import rows
from smoothproof_ref.truth.result import Terms
from smoothproof_ref.truth.softmax import Softmax


def times(terms: Terms, weight: mpf) -> Terms:
    """A row that is computed and then multiplied: 0 times an infinite row is NaN."""
    size = abs(weight)
    return Terms(
        loss=weight * terms.loss,
        scale=size * terms.scale,
        floor=size * terms.floor,
        gradient=[weight * g for g in terms.gradient],
        gradient_scale=[size * g for g in terms.gradient_scale],
        gradient_floor=[size * g for g in terms.gradient_floor],
    )


def shifted(terms: Terms, constant: mpf, magnitude: mpf) -> Terms:
    """A constant added to a row's loss; a sum that no digit supports is the zero it stands for."""
    loss, scale = terms.loss + constant, terms.scale + magnitude
    if mpmath.isfinite(loss) and abs(loss) <= scale * mpf(10) ** (10 - mpmath.mp.dps):
        loss = mpf(0)
    return Terms(loss, scale, terms.floor, terms.gradient, terms.gradient_scale, terms.gradient_floor)


def negative_entropy(mass: Sequence[mpf]) -> tuple[mpf, mpf]:
    """sum q log q with 0 log 0 = 0, and the sum of the terms' magnitudes; NaN for a negative mass."""
    terms = [mpf(0) if q == 0 else mpmath.log(q) * q if q > 0 else mpmath.nan for q in mass]
    return mpmath.fsum(terms), mpmath.fsum(abs(t) for t in terms)


def divergence(mass: Sequence[mpf], soft: Softmax) -> Terms:
    """sum q (log q - log p) over a softmax; a product of 0 and an infinite surprisal is NaN."""
    return shifted(rows.dense(mass, soft), *negative_entropy(mass))


def of_log_probs(on: mpf, bias: mpf | None, target: int, log_probs: Sequence[mpf]) -> Terms:
    """on * -lp_t + bias * sum(-lp), from log-probabilities that are given.

    The sum is multiplied even by a bias of 0; with none (None) only the target is read.
    """
    share = mpf(0) if bias is None else bias
    terms = [on * -log_probs[target]]
    size = mpf(0)
    if bias is not None:
        terms.append(bias * -mpmath.fsum(log_probs))
        size = abs(bias) * mpmath.fsum(abs(lp) for lp in log_probs)
    count = len(log_probs)
    return Terms(
        loss=mpmath.fsum(terms),
        scale=abs(terms[0]) + size,
        floor=abs(on) + abs(share) * count,
        gradient=[-share - on if k == target else -share for k in range(count)],
        gradient_scale=[abs(share) + abs(on) if k == target else abs(share) for k in range(count)],
        gradient_floor=[mpf(0)] * count,
    )


def no_row(classes: int) -> Terms:
    """A row of log-probabilities that was replaced by 0."""
    zero = [mpf(0)] * classes
    return Terms(mpf(0), mpf(0), mpf(0), zero, zero, zero)


def subtractive(terms: Terms, mass: mpf, soft: Softmax) -> Terms:
    """The same row by a source that forms x - lse outright: it loses eps * max|x| whatever the result's size."""
    reach = soft.largest
    return Terms(
        loss=terms.loss,
        scale=terms.scale,
        floor=terms.floor + mass * reach,
        gradient=terms.gradient,
        gradient_scale=terms.gradient_scale,
        gradient_floor=[
            floor + scale * reach for floor, scale in zip(terms.gradient_floor, terms.gradient_scale, strict=True)
        ],
    )


def divergence_of_log_probs(mass: Sequence[mpf], log_probs: Sequence[mpf]) -> Terms:
    """sum q (log q - lp) from log-probabilities that are given; NaN for a negative mass, and for 0 * Infinity."""
    terms = [-q * lp for q, lp in zip(mass, log_probs, strict=True)]
    size = [abs(q) for q in mass]
    cross = Terms(
        loss=mpmath.fsum(terms),
        scale=mpmath.fsum(abs(t) for t in terms),
        floor=mpmath.fsum(size),
        gradient=[-q for q in mass],
        gradient_scale=size,
        gradient_floor=[mpf(0)] * len(mass),
    )
    return shifted(cross, *negative_entropy(mass))
