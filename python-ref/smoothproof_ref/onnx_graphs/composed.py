"""Keras' and TensorFlow.js' losses in ONNX operators, with what their sources do differently from the formula.

No exporter writes these: TensorFlow's and TensorFlow.js' gradients are their own, not those of the loss. So loss and
gradient are composed here, each from the lines of the source that its docstring names.
"""

from __future__ import annotations

import numpy as np
import onnx

from smoothproof_ref.onnx_graphs import reductions
from smoothproof_ref.onnx_graphs.builder import Builder
from smoothproof_ref.onnx_graphs.traced import OPSET

_EPSILON = 1e-7
_NAMED = {"none": None}


def _smoothed(b: Builder, applies: str, share: str) -> str:
    """y (1 - a) + share; the target as it is where the smoothing does not apply (NaN is nonzero, not positive)."""
    zero, one = b.constant(0), b.constant(1)
    smoothed = b.op("Add", b.op("Mul", "target", b.op("Sub", one, "labelSmoothing")), share)
    if applies == "positive":
        return b.op("Where", b.op("Greater", "labelSmoothing", zero), smoothed, "target")
    return b.op("Where", b.op("Equal", "labelSmoothing", zero), "target", smoothed)


def _share(b: Builder, axis: int) -> str:
    """a over the length of one axis of the target."""
    length = b.op("Gather", b.op("Shape", "target"), b.constant(axis, "int64"))
    return b.op("Div", "labelSmoothing", b.cast(length, "float64"))


def _finished(b: Builder, first: str, reduced: reductions.Reduced, gradient: str) -> onnx.ModelProto:
    b.name_output(reduced.loss, "loss")
    b.name_output(gradient, "gradient")
    names = [first, "target", "labelSmoothing", "sampleWeight", "upstream"]
    shapes = {"labelSmoothing": ()}
    inputs = [(name, "float64", shapes.get(name)) for name in names]
    return b.model(inputs, [("loss", "float64", None), ("gradient", "float64", None)], OPSET)


def _rowwise(b: Builder, coefficient: str, slopes: str, axis: int) -> str:
    """A row's coefficient times its slopes."""
    return b.op("Mul", b.op("Unsqueeze", coefficient, b.constant([axis], "int64")), slopes)


def _clipped(b: Builder, p: str, dtype: str) -> tuple[str, str]:
    """Probabilities between 1e-7 and 1 - 1e-7, the bounds rounded to the dtype; and where they were so before."""
    low = b.constant(float(np.dtype(dtype).type(_EPSILON)))
    high = b.constant(float(np.dtype(dtype).type(1 - _EPSILON)))
    below, above = b.op("Less", p, low), b.op("Greater", p, high)
    clipped = b.op("Where", below, low, b.op("Where", above, high, p))
    inside = b.op("And", b.op("GreaterOrEqual", p, low), b.op("LessOrEqual", p, high))
    return clipped, inside


def keras_categorical(from_logits: bool, axis: int, reduction: str, dtype: str) -> onnx.ModelProto:
    """keras/src/losses/losses.py and backend/tensorflow/nn.py, 3.15.1.

    K is the length of the last axis whatever ``axis`` says. From logits TensorFlow's fused op has the gradient
    softmax - q. Probabilities are divided by their sum and clipped; no gradient passes where the clip cuts.
    """
    b = Builder()
    q = _smoothed(b, "nonzero", _share(b, -1))
    if from_logits:
        log_p = b.log_softmax("logits", axis)
        rows = b.op("Neg", b.total(b.op("Mul", q, log_p), axis))
        slopes = b.op("Sub", b.op("Exp", log_p), q)
        first = "logits"
    else:
        first = "probs"
        whole = b.total("probs", axis, keep=True)
        clipped, inside = _clipped(b, b.op("Div", "probs", whole), dtype)
        rows = b.op("Neg", b.total(b.op("Mul", q, b.op("Log", clipped)), axis))
        slope = b.op("Where", inside, b.op("Neg", b.op("Div", q, clipped)), b.constant(0))
        through_sum = b.total(b.op("Mul", slope, "probs"), axis, keep=True)
        slopes = b.op(
            "Sub", b.op("Div", slope, whole), b.op("Div", through_sum, b.op("Mul", whole, whole))
        )
    reduced = reductions.keras(b, rows, reduction)
    return _finished(b, first, reduced, _rowwise(b, reduced.coefficient, slopes, axis))


def _sigmoid_terms(b: Builder, q: str) -> tuple[str, str]:
    """Per label: max(x, 0) - x q + log1p(exp(-|x|)), in this order; and its slope sigmoid(x) - q."""
    zero, one = b.constant(0), b.constant(1)
    small = b.op("Exp", b.op("Neg", b.op("Abs", "logits")))
    positive = b.op("Greater", "logits", zero)
    ramp = b.op("Where", positive, "logits", b.op("Mul", b.op("Sub", one, one), zero))
    cost = b.op("Add", b.op("Sub", ramp, b.op("Mul", "logits", q)), b.log1p(small))
    sigmoid = b.op("Div", b.op("Where", positive, one, small), b.op("Add", one, small))
    return cost, b.op("Sub", sigmoid, q)


def keras_binary(from_logits: bool, axis: int, reduction: str, dtype: str) -> onnx.ModelProto:
    """The same files: each label smoothed towards one half, the mean over ``axis``, then the reduction."""
    b = Builder()
    q = _smoothed(b, "nonzero", b.op("Mul", b.constant(0.5), "labelSmoothing"))
    if from_logits:
        first = "logits"
        cost, slopes = _sigmoid_terms(b, q)
    else:
        first = "probs"
        one = b.constant(1)
        p, inside = _clipped(b, "probs", dtype)
        other = b.op("Sub", one, p)
        yes = b.op("Mul", q, b.op("Log", p))
        no = b.op("Mul", b.op("Sub", one, q), b.op("Log", other))
        cost = b.op("Neg", b.op("Add", yes, no))
        steep = b.op("Div", b.op("Sub", p, q), b.op("Mul", p, other))
        slopes = b.op("Where", inside, steep, b.constant(0))
    labels = b.cast(b.op("Gather", b.op("Shape", first), b.constant(axis, "int64")), "float64")
    rows = b.op("Div", b.total(cost, axis), labels)
    reduced = reductions.keras(b, rows, reduction)
    return _finished(b, first, reduced, b.op("Div", _rowwise(b, reduced.coefficient, slopes, axis), labels))


def tfjs_softmax(reduction: str) -> onnx.ModelProto:
    """tfjs-core/src/ops/losses/softmax_cross_entropy.ts, 4.22.0: K is shape[1], the gradient softmax - q."""
    b = Builder()
    # With rank 1 there is no axis 1: an unsmoothed loss never asks for it.
    rank = b.op("Size", b.op("Shape", "target"))
    last = b.op("Sub", rank, b.constant(1, "int64"))
    axis = b.op("Min", last, b.constant(1, "int64"))
    length = b.cast(b.op("Gather", b.op("Shape", "target"), axis), "float64")
    q = _smoothed(b, "positive", b.op("Div", "labelSmoothing", length))
    log_p = b.log_softmax("logits", -1)
    rows = b.op("Neg", b.total(b.op("Mul", q, log_p), -1))
    reduced = reductions.tfjs(b, rows, reduction)
    slopes = b.op("Sub", b.op("Exp", log_p), q)
    return _finished(b, "logits", reduced, _rowwise(b, reduced.coefficient, slopes, -1))


def tfjs_sigmoid(reduction: str) -> onnx.ModelProto:
    """sigmoid_cross_entropy.ts, 4.22.0: every label is a loss of its own."""
    b = Builder()
    q = _smoothed(b, "positive", b.op("Mul", b.constant(0.5), "labelSmoothing"))
    cost, slopes = _sigmoid_terms(b, q)
    reduced = reductions.tfjs(b, cost, reduction)
    return _finished(b, "logits", reduced, b.op("Mul", reduced.coefficient, slopes))
