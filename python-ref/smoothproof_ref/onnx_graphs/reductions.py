"""From row losses to ``loss``, and from ``upstream`` to one coefficient per row, in ONNX operators.

Losses are [A, B] and weights broadcast against them, in both directions: TensorFlow.js makes [B, B] of losses [B] and
weights [B, 1]. The coefficient of a row then is the sum over its copies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from smoothproof_ref.onnx_graphs.builder import Builder

# From the weighted losses to the divisor; from a value and a divisor to their quotient.
Divisor = Callable[[str], str]
Divide = Callable[[str, str], str]


@dataclass(frozen=True)
class Reduced:
    """Names of the result, and of d(sum of result * upstream) / d(row loss), of the row losses' shape."""

    loss: str
    coefficient: str


def _no_nan(b: Builder, numerator: str, denominator: str) -> str:
    """TensorFlow's divide_no_nan: over 0, anything is 0."""
    zero = b.constant(0)
    return b.op("Where", b.op("Equal", denominator, zero), zero, b.op("Div", numerator, denominator))


def _collected(b: Builder, values: str, rows: str) -> str:
    """``values``, of the broadcast shape, summed over the copies of each row."""
    repeated = b.op("Not", b.op("Equal", b.op("Shape", rows), b.op("Shape", values)))
    axes = b.op("Squeeze", b.op("NonZero", repeated), b.constant([0], "int64"))
    return b.op("ReduceSum", values, axes, keepdims=1, noop_with_empty_axes=1)


def _coefficient(b: Builder, products: str, step: str, rows: str) -> str:
    """What a step of the result's gradient is to each row: times its weights, over all its copies."""
    return _collected(b, b.op("Expand", b.op("Mul", "sampleWeight", step), b.op("Shape", products)), rows)


def _reduced(b: Builder, rows: str, divisor: Divisor | None, divide: Divide) -> Reduced:
    """Weighted, summed and divided; kept as they are without a divisor."""
    products = b.op("Mul", rows, "sampleWeight")
    if divisor is None:
        return Reduced(products, _coefficient(b, products, "upstream", rows))
    by = divisor(products)
    loss, step = divide(b.total(products), by), divide("upstream", by)
    return Reduced(loss, _coefficient(b, products, step, rows))


def keras(b: Builder, rows: str, reduction: str) -> Reduced:
    """Keras' reduce_weighted_values, for weights whose axes are lined up with the losses' already."""
    divisors: dict[str, Divisor | None] = {
        "none": None,
        "sum": lambda _: b.constant(1),
        "sum_over_batch_size": b.size,
        "mean_with_sample_weight": lambda _: b.total("sampleWeight"),
    }
    return _reduced(b, rows, divisors[reduction], lambda x, by: _no_nan(b, x, by))


def tfjs(b: Builder, rows: str, reduction: str) -> Reduced:
    """TensorFlow.js' computeWeightedLoss: plain division, by 0 too."""

    def spread(_: str) -> str:
        repeats = b.op("Div", b.size(rows), b.size("sampleWeight"))
        return b.op("Mul", b.total("sampleWeight"), b.op("Max", b.constant(1), repeats))

    def nonzero(products: str) -> str:
        weights = b.op("Expand", "sampleWeight", b.op("Shape", products))
        return b.total(b.cast(b.op("Not", b.op("Equal", weights, b.constant(0))), "float64"))

    divisors: dict[str, Divisor | None] = {
        "none": None,
        "sum": lambda _: b.constant(1),
        "mean": spread,
        "sum_by_nonzero_weights": nonzero,
    }
    return _reduced(b, rows, divisors[reduction], lambda x, by: b.op("Div", x, by))
