"""Softmax of one row in a form without cancellation: surprisals -log p_k = (max - x_k) + log1p(rest)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import mpmath
from mpmath import mpf

from smoothproof_ref.truth.precision import finite


@dataclass(eq=False)
class Softmax:
    """``surprisal`` is -log p, ``rest`` is 1 - p; ``largest`` is max |x| of the row, for the references' error."""

    surprisal: list[mpf]
    p: list[mpf]
    rest: list[mpf]
    largest: mpf


def softmax(row: Sequence[mpf]) -> Softmax:
    """A row with NaN, with +Infinity, or with nothing but -Infinity has no softmax: all of it is NaN.

    A single -Infinity among finite logits is a class of probability 0 and surprisal Infinity.
    """
    if not row:
        return Softmax([], [], [], mpf(0))
    kept = [x for x in row if finite(x)]
    if any(mpmath.isnan(x) or x == mpmath.inf for x in row) or not kept:
        undefined = [mpmath.nan] * len(row)
        return Softmax(undefined, undefined, undefined, mpf(1))
    top = max(kept)
    at = row.index(top)
    # Each distinct logit once: wide rows have few.
    lift = {x: mpmath.exp(x - top) if x != -mpmath.inf else mpf(0) for x in set(row)}
    others = mpmath.fsum(lift[x] for k, x in enumerate(row) if k != at)
    log_total = mpmath.log1p(others)
    total = 1 + others
    share = {x: value / total for x, value in lift.items()}
    lack = {x: 1 - probability for x, probability in share.items()}
    rest = [lack[x] for x in row]
    rest[at] = others / total
    surprisal = {x: (top - x) + log_total for x in lift}
    return Softmax([surprisal[x] for x in row], [share[x] for x in row], rest, max(abs(x) for x in kept))
