"""One label, one logit or probability: sigmoid cross entropy and its clipped form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import mpmath
from mpmath import mpf

from smoothproof_ref.truth.precision import finite, minus


@dataclass
class Label:
    """One element's loss and derivative with their scales and floors."""

    loss: mpf
    scale: mpf
    floor: mpf
    gradient: mpf
    gradient_scale: mpf
    gradient_floor: mpf


@lru_cache(maxsize=1 << 17)
def _logistic(x: mpf, digits: int) -> tuple[mpf, mpf, mpf, mpf]:
    """softplus(x), softplus(-x), sigmoid(x), 1 - sigmoid(x); shared by the variants that meet the same logit."""
    small = mpmath.exp(-abs(x))
    near = mpmath.log1p(small)
    larger = 1 / (1 + small)
    if x > 0:
        return x + near, near, larger, small * larger
    return near, near - x, small * larger, larger


def from_logit(q: mpf, x: mpf) -> Label:
    """q * softplus(-x) + (1 - q) * softplus(x).

    The references write it max(x, 0) - x q + log1p(exp(-|x|)); the two agree on finite x, and for an infinite x the
    written form decides: Infinity - Infinity * q is NaN. The derivative sigmoid(x) - q stays finite there.
    """
    if not finite(x):
        loss = (x if x > 0 else mpf(0)) - x * q + mpf(0) if not mpmath.isnan(x) else x
        slope = mpf(1) if x == mpmath.inf else mpf(0) if x == -mpmath.inf else x
        return Label(loss, mpf(1), mpf(1), slope - q, abs(slope) + abs(q), mpf(0))
    up, down, sigmoid, rest = _logistic(x, mpmath.mp.dps)
    terms = [q * down, (1 - q) * up]
    gradient = minus(sigmoid * (1 - q), q * rest)
    return Label(
        loss=minus(terms[0], -terms[1]),
        scale=abs(terms[0]) + abs(terms[1]),
        floor=(1 + abs(q)) * (1 + abs(x)),
        gradient=gradient,
        gradient_scale=sigmoid + abs(q),
        gradient_floor=1 + abs(q),
    )


def weighed(weight: mpf) -> Callable[[mpf, mpf], Label]:
    """w q softplus(-x) + (1 - q) softplus(x): the positive side counts w times. Its logits are finite or NaN."""
    if weight == 1:
        return from_logit

    def loss(q: mpf, x: mpf) -> Label:
        if not finite(x):
            return Label(x, mpf(1), mpf(1), x, mpf(1), mpf(0))
        up, down, sigmoid, rest = _logistic(x, mpmath.mp.dps)
        positive = weight * q
        terms = [positive * down, (1 - q) * up]
        sides = abs(1 - q) + abs(positive)
        return Label(
            loss=minus(terms[0], -terms[1]),
            scale=abs(terms[0]) + abs(terms[1]),
            floor=(1 + abs(q) + abs((weight - 1) * q)) * (1 + abs(x)),
            gradient=minus((1 - q) * sigmoid, positive * rest),
            gradient_scale=abs(1 - q + positive) * sigmoid + abs(positive),
            gradient_floor=1 + sides + abs(q) + abs((weight - 1) * q),
        )

    return loss


def from_probability(q: mpf, p: mpf, low: mpf, high: mpf) -> Label:
    """-(q log c + (1 - q) log(1 - c)) with c = p clipped to [low, high].

    The clip passes the gradient at its bounds and nothing beyond them, nor for a NaN, which lies nowhere.
    """
    if mpmath.isnan(p):
        return Label(p, mpf(1), mpf(1), mpf(0), mpf(0), mpf(0))
    c = min(max(p, low), high)
    inside = low <= p <= high
    terms = [-q * mpmath.log(c), -(1 - q) * mpmath.log1p(-c)]
    return Label(
        loss=minus(terms[0], -terms[1]),
        scale=abs(terms[0]) + abs(terms[1]),
        floor=abs(q) + abs(1 - q),
        gradient=minus(c * (1 - q), q * (1 - c)) / (c * (1 - c)) if inside else mpf(0),
        gradient_scale=abs(q) / c + abs(1 - q) / (1 - c) if inside else mpf(0),
        gradient_floor=(1 + abs(q)) / (1 - c) if inside else mpf(0),
    )
