"""Smoothed targets: every rule is q = scale * y + bias, with the condition under which it applies."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mpmath import mpf


def towards_uniform(row: Sequence[mpf], alpha: mpf, classes: int) -> list[mpf]:
    """Equation (1): y (1 - a) + a / K."""
    return [y * (1 - alpha) + alpha / classes for y in row]


def towards_half(row: Sequence[mpf], alpha: mpf) -> list[mpf]:
    """Per label: y (1 - a) + a / 2."""
    return [y * (1 - alpha) + alpha / 2 for y in row]


def one_hot(index: int, classes: int) -> list[mpf]:
    """All the mass on one class."""
    return [mpf(k == index) for k in range(classes)]


def off_target(index: int, classes: int, alpha: mpf) -> list[mpf]:
    """1 - a on the target, a / (K - 1) on the others: the target takes no part of the smoothing mass."""
    return [1 - alpha if k == index else alpha / (classes - 1) for k in range(classes)]


def off_target_and_padding(index: int, classes: int, alpha: mpf, padding: int) -> list[mpf]:
    """1 - a on the target, a / (V - 2) elsewhere, 0 on the padding class.

    ``padding`` indexes as Python does (a negative one counts from the end); the target is written last, so a target
    that is the padding class keeps 1 - a here (its row is dropped elsewhere, unless padding is given as a negative).
    """
    mass = [alpha / (classes - 2)] * classes
    mass[padding] = mpf(0)
    mass[index] = 1 - alpha
    return mass


def positive(alpha: float) -> bool:
    """Applies only above 0: negative smoothing and NaN mean none."""
    return alpha > 0


def truthy(alpha: float) -> bool:
    """Applies unless 0: negative smoothing, more than 1, and NaN are used."""
    return math.isnan(alpha) or alpha != 0
