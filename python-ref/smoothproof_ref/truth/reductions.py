"""From row losses to the loss, and from the incoming gradient to one coefficient per row.

A coefficient is d(sum(loss * upstream)) / d(row loss). It is formed as the references form it, division first, so that
a zero denominator gives the coefficient (Infinity, NaN or 0) that they multiply a row's gradient with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import mpmath
from mpmath import mpf

from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth.arrays import Shape, broadcast_indices, broadcast_shape
from smoothproof_ref.truth.result import Field, Terms


@dataclass
class Reduced:
    """``coefficient`` belongs to the row losses; ``magnitude`` is the same with every term taken positive."""

    loss: Field
    coefficient: list[mpf]
    magnitude: list[mpf]


def quotient(numerator: mpf, denominator: mpf) -> mpf:
    """IEEE division; mpmath raises where IEEE has 0/0 = NaN and x/0 = Infinity."""
    if denominator != 0:
        return numerator / denominator
    if numerator == 0 or mpmath.isnan(numerator):
        return mpmath.nan
    return mpmath.inf if numerator > 0 else -mpmath.inf


def divide_no_nan(numerator: mpf, denominator: mpf) -> mpf:
    """TensorFlow's division in which anything, NaN included, over 0 is 0."""
    return mpf(0) if denominator == 0 else numerator / denominator


def upstream_of(inputs: Mapping[str, Tensor]) -> list[mpf] | None:
    """The incoming gradient, if one is given."""
    given = inputs.get("upstream")
    return None if given is None else [mpf(u) for u in given.values]


def sample_weight(inputs: Mapping[str, Tensor]) -> tuple[list[mpf] | None, Shape]:
    """Weights per sample and their shape, if given."""
    given = inputs.get("sampleWeight")
    return (None, ()) if given is None else ([mpf(w) for w in given.values], given.shape)


Upstream = Sequence[mpf] | None
Weights = Sequence[mpf] | None
Divide = Callable[[mpf, mpf], mpf]


def _incoming(upstream: Upstream, count: int) -> list[mpf]:
    """The incoming gradient of each result; ones where none is given."""
    return [mpf(1)] * count if upstream is None else list(upstream)


def unreduced(rows: Sequence[Terms], shape: Shape, upstream: Upstream) -> Reduced:
    """One loss per row."""
    incoming = _incoming(upstream, len(rows))
    field = Field(shape, [r.loss for r in rows], [r.scale for r in rows], [r.floor for r in rows])
    return Reduced(field, incoming, [abs(u) for u in incoming])


def totalled(rows: Sequence[Terms], denominator: mpf, upstream: Upstream, divide: Divide = quotient) -> Reduced:
    """sum(rows) / denominator."""
    coefficient = divide(_incoming(upstream, 1)[0], denominator)
    divisor = abs(denominator)
    field = Field(
        (),
        [divide(mpmath.fsum(r.loss for r in rows), denominator)],
        [divide(mpmath.fsum(r.scale for r in rows), divisor)],
        [divide(mpmath.fsum(r.floor for r in rows), divisor)],
    )
    return Reduced(field, [coefficient] * len(rows), [abs(coefficient)] * len(rows))


def _weighted(rows: Sequence[Terms], shape: Shape, weight: Sequence[mpf], weight_shape: Shape):
    """Row losses times their weights, after broadcasting: (shape, row index, weight) and the products."""
    common = broadcast_shape(shape, weight_shape)
    row_at = broadcast_indices(shape, common)
    weight_at = [weight[i] for i in broadcast_indices(weight_shape, common)]
    values = [rows[i].loss * w for i, w in zip(row_at, weight_at, strict=True)]
    scale = [rows[i].scale * abs(w) for i, w in zip(row_at, weight_at, strict=True)]
    floor = [rows[i].floor * abs(w) for i, w in zip(row_at, weight_at, strict=True)]
    return common, row_at, weight_at, Field(common, values, scale, floor)


def _collect(count: int, row_at: Sequence[int], weight_at: Sequence[mpf], incoming: Sequence[mpf]) -> tuple:
    coefficient, magnitude = [mpf(0)] * count, [mpf(0)] * count
    for row, weight, gradient in zip(row_at, weight_at, incoming, strict=True):
        coefficient[row] += gradient * weight
        magnitude[row] += abs(gradient * weight)
    return coefficient, magnitude


def weighted_reduction(
    rows: Sequence[Terms],
    shape: Shape,
    weight: Sequence[mpf],
    weight_shape: Shape,
    upstream: Upstream,
    denominator: mpf | None,
    divide: Divide = quotient,
) -> Reduced:
    """Products of losses and weights, kept as they are (``denominator`` None) or summed and divided."""
    common, row_at, weight_at, products = _weighted(rows, shape, weight, weight_shape)
    if denominator is None:
        coefficient, magnitude = _collect(len(rows), row_at, weight_at, _incoming(upstream, len(row_at)))
        return Reduced(products, coefficient, magnitude)
    divisor = abs(denominator)
    incoming = [divide(_incoming(upstream, 1)[0], denominator)] * prod(common)
    coefficient, magnitude = _collect(len(rows), row_at, weight_at, incoming)
    field = Field(
        (),
        [divide(mpmath.fsum(products.values), denominator)],
        [divide(mpmath.fsum(products.scale), divisor)],
        [divide(mpmath.fsum(products.floor), divisor)],
    )
    return Reduced(field, coefficient, magnitude)


def keras(
    rows: Sequence[Terms], shape: Shape, weight: Weights, weight_shape: Shape, reduction: str, upstream: Upstream
) -> Reduced:
    """Keras' reduce_weighted_values.

    Ranks that differ by one are aligned only where the extra last axis has length 1: row losses [N] against weights
    [N, 1] become [N, 1]. Losses of shape () or (0,) are returned as they are, whatever the reduction says. The divisor
    counts the products; only mean_with_sample_weight divides by the weights' sum, taken before broadcasting.
    """
    if weight is not None:
        if len(weight_shape) == len(shape) + 1 and weight_shape[-1] == 1 and len(shape) == 1:
            shape = (*shape, 1)
        elif len(weight_shape) == len(shape) + 1 and weight_shape[-1] == 1:
            weight_shape = weight_shape[:-1]
        elif len(shape) == len(weight_shape) + 1 and shape[-1] == 1:
            if len(weight_shape) == 1:
                weight_shape = (*weight_shape, 1)
            else:
                shape = shape[:-1]
        common = broadcast_shape(shape, weight_shape)
    else:
        common = shape
    if reduction == "none" or common in ((), (0,)):
        if weight is None:
            return unreduced(rows, shape, upstream)
        return weighted_reduction(rows, shape, weight, weight_shape, upstream, None)
    denominator = mpf(1)
    divide = quotient
    if reduction != "sum":
        divide = divide_no_nan
        denominator = mpf(prod(common))
        if reduction == "mean_with_sample_weight" and weight is not None:
            denominator = mpmath.fsum(weight)
    if weight is None:
        return totalled(rows, denominator, upstream, divide)
    return weighted_reduction(rows, shape, weight, weight_shape, upstream, denominator, divide)


def keras_reduction(rows: Sequence[Terms], shape: Shape, options: Mapping[str, Any], inputs: Mapping[str, Tensor]):
    """Keras' reduction of a call: its sample weights and what its options say."""
    reduction = options.get("reduction", "sum_over_batch_size")
    return keras(rows, shape, *sample_weight(inputs), reduction, upstream_of(inputs))


def tfjs(
    rows: Sequence[Terms], shape: Shape, weight: Weights, weight_shape: Shape, reduction: str, upstream: Upstream
) -> Reduced:
    """TensorFlow.js' computeWeightedLoss: numpy broadcasting with no alignment of ranks, plain division."""
    if weight is None:
        if reduction == "none":
            return unreduced(rows, shape, upstream)
        # mean divides each loss before adding them up, so that the mean of nothing is 0; the default divides the sum.
        one = reduction == "sum" or (reduction == "mean" and not rows)
        return totalled(rows, mpf(1) if one else mpf(len(rows)), upstream)
    if reduction == "none":
        denominator = None
    elif reduction == "sum":
        denominator = mpf(1)
    elif reduction == "mean":
        factor = quotient(mpf(len(rows)), mpf(len(weight)))
        denominator = mpmath.fsum(weight) * max(mpf(1), factor)
    else:
        common = broadcast_shape(shape, weight_shape)
        denominator = mpf(sum(weight[i] != 0 for i in broadcast_indices(weight_shape, common)))
    return weighted_reduction(rows, shape, weight, weight_shape, upstream, denominator)


def tfjs_reduction(rows: Sequence[Terms], shape: Shape, options: Mapping[str, Any], inputs: Mapping[str, Tensor]):
    """TensorFlow.js' reduction of a call."""
    reduction = options.get("reduction", "sum_by_nonzero_weights")
    return tfjs(rows, shape, *sample_weight(inputs), reduction, upstream_of(inputs))
