"""From row losses to ``loss``, and from ``upstream`` to one coefficient per row, in ONNX operators.

Shapes are whatever comes in: weights may have more rows than the losses (TensorFlow.js broadcasts [B] against [B, 1]
to [B, B]), and the coefficient of a row then is the sum over its copies.
"""

from __future__ import annotations

from dataclasses import dataclass

from onnx import TensorProto, helper

from smoothproof_ref.onnx_graphs.builder import Builder


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
    wide, narrow = b.op("Shape", values), b.op("Shape", rows)
    zero = b.constant([0], "int64")
    missing = b.op("Sub", b.op("Size", wide), b.op("Size", narrow))
    leading = b.op(
        "ConstantOfShape", b.op("Unsqueeze", missing, zero), value=helper.make_tensor("", TensorProto.INT64, [1], [1])
    )
    aligned = b.op("Concat", leading, narrow, axis=0)
    repeated = b.op("Not", b.op("Equal", aligned, wide))
    axes = b.op("Squeeze", b.op("NonZero", repeated), zero)
    return b.op("Reshape", b.op("ReduceSum", values, axes, noop_with_empty_axes=1), narrow)


def _scaled(b: Builder, weight: str, products: str, step: str, rows: str) -> Reduced:
    spread = b.op("Expand", b.op("Mul", weight, step), b.op("Shape", products))
    return Reduced("", _collected(b, spread, rows))


def keras(b: Builder, rows: str, reduction: str) -> Reduced:
    """Keras' reduce_weighted_values for losses and weights whose ranks are lined up already.

    A loss of shape () is returned as it is, so its mean over weights does not divide.
    """
    products = b.op("Mul", rows, "sampleWeight")
    step = "upstream"
    loss = products
    if reduction != "none":
        loss = b.total(products)
        divisor = {
            "sum": lambda: None,
            "sum_over_batch_size": lambda: b.size(products),
            "mean_with_sample_weight": lambda: b.op(
                "Where",
                b.op("Equal", b.op("Size", b.op("Shape", products)), b.constant(0, "int64")),
                b.constant(1),
                b.total("sampleWeight"),
            ),
        }[reduction]()
        if divisor is not None:
            loss, step = _no_nan(b, loss, divisor), _no_nan(b, step, divisor)
    return Reduced(loss, _scaled(b, "sampleWeight", products, step, rows).coefficient)


def tfjs(b: Builder, rows: str, reduction: str) -> Reduced:
    """TensorFlow.js' computeWeightedLoss: plain division, by 0 too."""
    products = b.op("Mul", rows, "sampleWeight")
    step = "upstream"
    loss = products
    if reduction != "none":
        loss = b.total(products)
        divisor = {
            "sum": lambda: None,
            "mean": lambda: b.op(
                "Mul",
                b.total("sampleWeight"),
                b.op("Max", b.constant(1), b.op("Div", b.size(rows), b.size("sampleWeight"))),
            ),
            "sum_by_nonzero_weights": lambda: b.total(
                b.cast(
                    b.op(
                        "Not",
                        b.op("Equal", b.op("Expand", "sampleWeight", b.op("Shape", products)), b.constant(0)),
                    ),
                    "float64",
                )
            ),
        }[reduction]()
        if divisor is not None:
            loss, step = b.op("Div", loss, divisor), b.op("Div", step, divisor)
    return Reduced(loss, _scaled(b, "sampleWeight", products, step, rows).coefficient)
