"""Row losses over a softmax: the dense form, and torch's gathered form.

Dense: every class takes part, so zero mass on a class of infinite surprisal is 0 * Infinity, NaN, as IEEE says.
Gathered: only the classes that have mass are read, so that product does not occur.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache, wraps
from typing import Any

import mpmath
from mpmath import mpf

from smoothproof_ref.truth.precision import finite, minus
from smoothproof_ref.truth.result import Terms
from smoothproof_ref.truth.softmax import Softmax


def _once(compute: Callable[..., Terms]) -> Callable[..., Terms]:
    """The same terms for the same row, computed once: rows of a long batch repeat. Nobody changes terms in place."""

    @lru_cache(maxsize=1 << 13)
    def kept(digits: int, *arguments: Any) -> Terms:
        return compute(*arguments)

    @wraps(compute)
    def shared(*arguments: Any) -> Terms:
        hashed = (tuple(each) if isinstance(each, list) else each for each in arguments)
        return kept(mpmath.mp.prec, *hashed)

    return shared


def softmax_gradient(mass: Sequence[mpf], soft: Softmax) -> tuple[list[mpf], list[mpf], list[mpf]]:
    """d/dx of sum mass_k * surprisal_k: S p_k - mass_k with S = sum mass, without losing a small 1 - p_k.

    ``S p - m`` is p (S - m) - m (1 - p). Its scale is |p| sum|m| + |m|.
    """
    total = mpmath.fsum(mass)
    size = mpmath.fsum(abs(m) for m in mass)
    gradient = [
        minus(p * minus(total, m), m * rest) if finite(p) else p * total - m
        for m, p, rest in zip(mass, soft.p, soft.rest, strict=True)
    ]
    scale = [abs(p) * size + abs(m) for m, p in zip(mass, soft.p, strict=True)]
    floor = [abs(p) * size * (1 + (s if finite(s) else 0)) for p, s in zip(soft.p, soft.surprisal, strict=True)]
    return gradient, scale, floor


@_once
def dense(mass: Sequence[mpf], soft: Softmax) -> Terms:
    """sum over all classes of mass_k * surprisal_k."""
    return _close([m * s for m, s in zip(mass, soft.surprisal, strict=True)], mass, soft)


@_once
def dense_fused(mass: Sequence[mpf], soft: Softmax) -> Terms:
    """The dense loss with the gradient p - q that TensorFlow and TensorFlow.js give it.

    It is the derivative only where q sums to 1: the factor S of S p - q is taken as 1.
    """
    gradient = [
        minus(p * (1 - m), m * rest) if finite(p) else p - m for m, p, rest in zip(mass, soft.p, soft.rest, strict=True)
    ]
    scale = [abs(p) + abs(m) for m, p in zip(mass, soft.p, strict=True)]
    return replace(dense(mass, soft), gradient=gradient, gradient_scale=scale)


@_once
def gathered(on: mpf, bias: mpf | None, target: int, weight: Sequence[mpf], soft: Softmax) -> Terms:
    """on * w_t * surprisal_t, and only if smoothing is in use: bias * sum w_c surprisal_c."""
    terms = [on * (weight[target] * soft.surprisal[target])]
    mass = [mpf(0)] * len(weight)
    mass[target] = on * weight[target]
    if bias is not None:
        terms += [bias * (w * s) for w, s in zip(weight, soft.surprisal, strict=True)]
        mass = [m + bias * w for m, w in zip(mass, weight, strict=True)]
    return _close(terms, mass, soft)


def _close(terms: list[mpf], mass: Sequence[mpf], soft: Softmax) -> Terms:
    size = mpmath.fsum(abs(m) for m in mass)
    gradient, gradient_scale, gradient_floor = softmax_gradient(mass, soft)
    return Terms(
        loss=mpmath.fsum(terms),
        scale=mpmath.fsum(abs(t) for t in terms),
        floor=size,
        gradient=gradient,
        gradient_scale=gradient_scale,
        gradient_floor=gradient_floor,
    )


@_once
def ignored(soft: Softmax) -> Terms:
    """An ignored row. Its gradient is 0 * p, which is NaN where the row has no softmax."""
    zero = [0 * p for p in soft.p]
    return Terms(mpf(0), mpf(0), mpf(0), zero, [abs(z) for z in zero], [mpf(0)] * len(zero))
