"""The result of a definition: values, and the magnitudes that errors are measured against."""

from __future__ import annotations

from dataclasses import dataclass, field

from mpmath import mpf


@dataclass
class Field:
    """One output. All lists are flat and row-major.

    ``scale`` is the sum of the magnitudes of the terms that make the value: the condition-aware unit a result is
    judged in. ``floor`` is what the references lose besides, because they form a term from larger ones (a
    log-probability near 0 from a logarithm near 1); it serves only to check that reference and truth agree.
    """

    shape: tuple[int, ...]
    values: list[mpf]
    scale: list[mpf]
    floor: list[mpf]
    rounded: dict[str, list[int]] = field(default_factory=dict)


@dataclass
class Outcome:
    """Loss and gradient of one vector."""

    loss: Field
    gradient: Field


@dataclass
class Terms:
    """One row's loss before reduction, and its gradient with respect to that row's inputs."""

    loss: mpf
    scale: mpf
    floor: mpf
    gradient: list[mpf]
    gradient_scale: list[mpf]
    gradient_floor: list[mpf] = field(default_factory=list)
