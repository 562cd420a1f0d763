"""Tensors of 50-digit numbers: what a derived input is before any dtype has rounded it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mpmath import mpf

from smoothproof_ref.truth.arrays import Shape, lines
from smoothproof_ref.truth.reductions import quotient
from smoothproof_ref.truth.softmax import softmax


@dataclass(frozen=True)
class Exact:
    """It can be read like a tensor; ``dtype`` is that of the vector it was derived for (Keras' clip depends on it)."""

    dtype: str
    shape: Shape
    values: Sequence[mpf]


def log_softmax(values: Sequence[mpf], shape: Shape) -> list[mpf]:
    """log softmax over the last axis."""
    result = list(values)
    for at in lines(shape, len(shape) - 1):
        for index, surprisal in zip(at, softmax([values[i] for i in at]).surprisal, strict=True):
            result[index] = -surprisal
    return result


def through_log_softmax(gradient: Sequence[mpf], values: Sequence[mpf], shape: Shape) -> list[mpf]:
    """A gradient with respect to log softmax(x) carried back to x: g - p sum(g)."""
    result = list(gradient)
    for at in lines(shape, len(shape) - 1):
        soft = softmax([values[i] for i in at])
        total = sum((gradient[i] for i in at), mpf(0))
        for k, index in enumerate(at):
            result[index] = gradient[index] - soft.p[k] * total
    return result


def through_log(gradient: Sequence[mpf], values: Sequence[mpf]) -> list[mpf]:
    """A gradient with respect to log(p) carried back to p: g / p."""
    return [quotient(g, p) for g, p in zip(gradient, values, strict=True)]
