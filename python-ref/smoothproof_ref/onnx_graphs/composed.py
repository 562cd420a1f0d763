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


_LOSSES = ("C", "D")
_EACH = ("C", "D", "E")


def composed_inputs(first: str, reduction: str, each: bool = False) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Inputs of all graphs here: losses [A, B], or [A, B, K] with ``each``, and weights that broadcast with them."""
    whole = ("A", "B", "K")
    unreduced = _EACH if each else _LOSSES
    return {
        first: ("float64", whole),
        "target": ("float64", whole),
        "labelSmoothing": ("float64", ()),
        "sampleWeight": ("float64", ("U", "V", "W") if each else ("V", "W")),
        "upstream": ("float64", unreduced if reduction == "none" else ()),
    }


def _smoothed(b: Builder, applies: str, share: str, y: str = "target") -> str:
    """y (1 - a) + share; y as it is where the smoothing does not apply (NaN is nonzero, not positive)."""
    zero, one = b.constant(0), b.constant(1)
    smoothed = b.op("Add", b.op("Mul", y, b.op("Sub", one, "labelSmoothing")), share)
    if applies == "positive":
        return b.op("Where", b.op("Greater", "labelSmoothing", zero), smoothed, y)
    return b.op("Where", b.op("Equal", "labelSmoothing", zero), y, smoothed)


def _share(b: Builder, axis: int) -> str:
    """a over the length of one axis of the target."""
    length = b.op("Gather", b.op("Shape", "target"), b.constant(axis, "int64"))
    return b.op("Div", "labelSmoothing", b.cast(length, "float64"))


def _finished(
    b: Builder, first: str, reduced: reductions.Reduced, gradient: str, reduction: str, each: bool = False
) -> onnx.ModelProto:
    b.name_output(reduced.loss, "loss")
    b.name_output(gradient, "gradient")
    shapes = composed_inputs(first, reduction, each)
    inputs = [(name, dtype, shape) for name, (dtype, shape) in shapes.items()]
    outputs = [("loss", "float64", shapes["upstream"][1]), ("gradient", "float64", shapes[first][1])]
    return b.model(inputs, outputs, OPSET)


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
    q = _smoothed(b, "nonzero", _share(b, 2))
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
        slopes = b.op("Sub", b.op("Div", slope, whole), b.op("Div", b.op("Div", through_sum, whole), whole))
    reduced = reductions.keras(b, rows, reduction)
    return _finished(b, first, reduced, _rowwise(b, reduced.coefficient, slopes, axis), reduction)


def _halves(b: Builder, applies: str) -> tuple[str, str]:
    """The mass on yes and on no. 1 - q would lose what it is small for: no is smoothed from 1 - y as yes is from y."""
    share = b.op("Mul", b.constant(0.5), "labelSmoothing")
    no = b.op("Sub", b.constant(1), "target")
    return _smoothed(b, applies, share), _smoothed(b, applies, share, no)


def _sigmoid_terms(b: Builder, yes: str, no: str) -> tuple[str, str]:
    """Per label max(x, 0) - x q + log1p(exp(-|x|)), and its slope sigmoid(x) - q.

    The sources' order cancels; yes softplus(-x) + no softplus(x) is the same and does not. Infinite logits take the
    sources' order all the same, for what it makes of Infinity - Infinity.
    """
    zero, one = b.constant(0), b.constant(1)
    small = b.op("Exp", b.op("Neg", b.op("Abs", "logits")))
    positive = b.op("Greater", "logits", zero)
    above = b.op("Where", positive, "logits", zero)
    below = b.op("Where", positive, zero, b.op("Neg", "logits"))
    tail = b.log1p(small)
    costs = [b.op("Mul", mass, b.op("Add", ramp, tail)) for mass, ramp in ((yes, below), (no, above))]
    as_source = b.op("Add", b.op("Sub", above, b.op("Mul", "logits", yes)), tail)
    cost = b.op("Where", b.op("IsInf", "logits"), as_source, b.op("Add", *costs))
    sigmoid = b.op("Div", b.op("Where", positive, one, small), b.op("Add", one, small))
    return cost, b.op("Sub", sigmoid, yes)


def keras_binary(from_logits: bool, axis: int, reduction: str, dtype: str) -> onnx.ModelProto:
    """The same files: each label smoothed towards one half, the mean over ``axis``, then the reduction."""
    b = Builder()
    yes, no = _halves(b, "nonzero")
    if from_logits:
        first = "logits"
        cost, slopes = _sigmoid_terms(b, yes, no)
    else:
        first = "probs"
        p, inside = _clipped(b, "probs", dtype)
        other = b.op("Sub", b.constant(1), p)
        log_p, log_other = b.op("Log", p), b.log1p(b.op("Neg", p))
        cost = b.op("Neg", b.op("Add", b.op("Mul", yes, log_p), b.op("Mul", no, log_other)))
        steep = b.op("Div", b.op("Sub", p, yes), b.op("Mul", p, other))
        slopes = b.op("Where", inside, steep, b.constant(0))
    labels = b.cast(b.op("Gather", b.op("Shape", first), b.constant(axis, "int64")), "float64")
    rows = b.op("Div", b.total(cost, axis), labels)
    reduced = reductions.keras(b, rows, reduction)
    return _finished(b, first, reduced, b.op("Div", _rowwise(b, reduced.coefficient, slopes, axis), labels), reduction)


def tfjs_softmax(counted: int, reduction: str) -> onnx.ModelProto:
    """tfjs-core/src/ops/losses/softmax_cross_entropy.ts, 4.22.0: K is shape[1], the gradient softmax - q.

    ``counted``: where axis 1 of the logits as given is in [A, B, K].
    """
    b = Builder()
    q = _smoothed(b, "positive", _share(b, counted))
    log_p = b.log_softmax("logits", 2)
    rows = b.op("Neg", b.total(b.op("Mul", q, log_p), 2))
    reduced = reductions.tfjs(b, rows, reduction)
    slopes = b.op("Sub", b.op("Exp", log_p), q)
    return _finished(b, "logits", reduced, _rowwise(b, reduced.coefficient, slopes, 2), reduction)


def tfjs_sigmoid(reduction: str) -> onnx.ModelProto:
    """sigmoid_cross_entropy.ts, 4.22.0: every label is a loss of its own."""
    b = Builder()
    cost, slopes = _sigmoid_terms(b, *_halves(b, "positive"))
    reduced = reductions.tfjs(b, cost, reduction)
    return _finished(b, "logits", reduced, b.op("Mul", reduced.coefficient, slopes), reduction, each=True)
