"""All eight variants in numpy alone, one file: what an implementation of the definitions looks like when it is written
to be read.

    npx smoothproof conformance --exec "python numpy_one_file.py"

Computes in float64 and rounds once. Every loss is: a smoothed target q, a loss per row, a weight per row, a divisor;
the gradient goes back the same way.
"""

from __future__ import annotations

import json
import math
import sys
from typing import Any

import numpy as np

Array = np.ndarray
NAMED = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf, "-0": -0.0}
EPSILON = 1e-7


class Refusal(Exception):
    """What the source refuses, when, and its portable code."""

    def __init__(self, phase: str, code: str, message: str) -> None:
        super().__init__(message)
        self.phase, self.code = phase, code


def check(holds: bool, phase: str, code: str, message: str) -> None:
    if not holds:
        raise Refusal(phase, code, message)


# Parts that several losses share.


def surprisals(x: Array, axis: int) -> tuple[Array, Array]:
    """-log softmax(x) and softmax(x) along an axis."""
    # Along an axis of no rows there is no maximum, and nothing to subtract it from.
    top = x.max(axis, keepdims=True) if x.size else np.zeros_like(x)
    below = top - x
    e = np.exp(-below)
    total = e.sum(axis, keepdims=True)
    # log1p of what is not the largest: a confident row keeps its digits.
    first = np.expand_dims(np.argmax(x, axis), axis) if x.size else np.zeros(0, int)
    rest = e.copy()
    if x.size:
        np.put_along_axis(rest, first, np.where(np.isfinite(top), 0.0, np.nan), axis)
    return below + np.log1p(rest.sum(axis, keepdims=True)), e / total


def one_hot(target: Array, classes: int, axis: int) -> Array:
    """Indices, all of them in range, as a distribution."""
    # Not np.eye: the identity of 262,144 classes takes 512 GB.
    return np.moveaxis((np.arange(classes) == np.asarray(target)[..., None]).astype(float), -1, axis)


def check_indices(target: Array, shape: tuple[int, ...], classes: int, ignore: int | None = None) -> None:
    check(target.shape == shape, "call", "shape-mismatch", f"target: expected shape {shape}, got {target.shape}")
    check(target.dtype.kind == "i", "call", "target-dtype", f"target: expected int64, got {target.dtype}")
    bad = (target < 0) | (target >= classes)
    if ignore is not None:
        bad &= target != ignore
    check(not bad.any(), "call", "class-index-out-of-range", f"target: expected indices in [0, {classes})")


def without(shape: tuple[int, ...], axis: int) -> tuple[int, ...]:
    return (*shape[:axis], *shape[axis + 1 :])


class Reduced:
    """A loss, and the factor by which it passes an incoming gradient on to each row."""

    def __init__(self, rows: Array, weights: Array | None, divisor: float | None, upstream: Array | None) -> None:
        weighted = rows if weights is None else rows * weights
        self.loss = weighted if divisor is None else np.asarray(weighted.sum() / divisor)
        if upstream is not None:
            found, wanted = upstream.shape, self.loss.shape
            check(found == wanted, "backward", "shape-mismatch", f"upstream: expected shape {wanted}, got {found}")
        step = np.ones(()) if upstream is None else upstream
        spread = np.broadcast_to((step if divisor is None else step / divisor), weighted.shape)
        if weights is not None:
            spread = spread * weights
        # Rows that broadcasting repeats collect from all their copies.
        extra = spread.ndim - rows.ndim
        spread = spread.sum(axis=tuple(range(extra))) if extra else spread
        repeated = tuple(axis for axis, size in enumerate(rows.shape) if size == 1 and spread.shape[axis] > 1)
        self.rows = spread.sum(axis=repeated, keepdims=True) if repeated else spread


def cross_entropy(q: Array, cost: Array, axis: int) -> Array:
    """Sum of q times cost; 0 times an infinite cost is NaN."""
    return (q * cost).sum(axis)


def softmax_gradient(p: Array, mass: Any, q: Array, rows: Array, axis: int) -> Array:
    return np.expand_dims(rows, axis) * (p * mass - q)


# The losses.


def equation1(options: dict[str, Any], inputs: dict[str, Array]) -> tuple[Array, Array]:
    a, reduction = options.get("labelSmoothing", 0.0), options.get("reduction", "mean")
    check(0 <= a <= 1, "construct", "label-smoothing-out-of-range", f"labelSmoothing: expected [0, 1], got {a}")
    check(reduction in ("mean", "sum", "none"), "construct", "reduction-unknown", f"reduction: got {reduction}")
    x, target = inputs["logits"], inputs["target"]
    check(x.dtype.kind == "f", "call", "input-dtype", f"logits: expected floats, got {x.dtype}")
    check(x.ndim > 0 and x.shape[-1] > 0, "call", "shape-mismatch", "logits: expected a class or more")
    classes = x.shape[-1]
    if target.shape == x.shape:
        check(target.dtype.kind == "f", "call", "target-dtype", f"target: expected floats, got {target.dtype}")
        y = target
    else:
        check_indices(target, x.shape[:-1], classes)
        y = one_hot(target, classes, -1)
    q = y * (1 - a) + a / classes
    cost, p = surprisals(x, -1)
    rows = cross_entropy(q, cost, -1)
    divisor = {"mean": np.float64(rows.size), "sum": 1.0, "none": None}[reduction]
    reduced = Reduced(rows, None, divisor, inputs.get("upstream"))
    return reduced.loss, softmax_gradient(p, q.sum(-1, keepdims=True), q, reduced.rows, -1)


def torch(options: dict[str, Any], inputs: dict[str, Array]) -> tuple[Array, Array]:
    a, reduction = options.get("labelSmoothing", 0.0), options.get("reduction", "mean")
    ignore = options.get("ignoreIndex", -100)
    check(not a > 1, "call", "label-smoothing-out-of-range", f"labelSmoothing: expected 1 at most, got {a}")
    check(reduction in ("mean", "sum", "none"), "call", "reduction-unknown", f"reduction: got {reduction}")
    a = a if a > 0 else 0.0
    x, target = inputs["logits"], inputs["target"]
    check(x.dtype.kind == "f", "call", "input-dtype", f"logits: expected floats, got {x.dtype}")
    check(x.ndim > 0, "call", "shape-mismatch", "logits: expected rank 1 or more")
    axis = min(1, x.ndim - 1)
    classes = x.shape[axis]
    soft = target.shape == x.shape
    w = inputs.get("weight")
    if soft:
        check(target.dtype.kind == "f", "call", "target-dtype", f"target: expected floats, got {target.dtype}")
        check(ignore < 0, "call", "ignore-index-with-distribution", f"ignoreIndex: expected none, got {ignore}")
    else:
        check_indices(target, without(x.shape, axis), classes, ignore)
    check(w is None or w.shape == (classes,), "call", "weight-shape", f"weight: expected shape ({classes},)")
    along = [1] * x.ndim
    along[axis] = classes
    spread = np.ones(along) if w is None else w.reshape(along)
    cost, p = surprisals(x, axis)
    if soft:
        q = (target * (1 - a) + a / classes) * spread
        rows, kept = cross_entropy(q, cost, axis), np.ones(without(x.shape, axis), bool)
        divisor = np.float64(rows.size)
    else:
        kept = target != ignore
        safe = np.where(kept, target, 0)
        hot = one_hot(safe, classes, axis) if classes else np.zeros(x.shape)
        q = (hot * (1 - a) + a / classes) * spread
        # The target's term is picked, not multiplied: other classes may be infinitely unlikely without smoothing.
        picked = np.where(hot > 0, cost, 0.0).sum(axis)
        weights = np.where(hot > 0, spread, 0.0).sum(axis)
        rows = (1 - a) * picked * weights
        if a > 0:
            rows = rows + (cost * (a / classes * spread)).sum(axis)
        rows = np.where(kept, rows, 0.0)
        # The target's part and the uniform one are divided each on its own, and the former is 0 / 0 without weight.
        divisor = np.float64(np.where(kept, weights, 0.0).sum()) or np.nan
    divisor = {"mean": divisor, "sum": 1.0, "none": None}[reduction]
    reduced = Reduced(rows, None, divisor, inputs.get("upstream"))
    gradient = softmax_gradient(p, q.sum(axis, keepdims=True), q, reduced.rows, axis)
    return reduced.loss, np.where(np.expand_dims(kept, axis), gradient, 0.0)


def simple(options: dict[str, Any], inputs: dict[str, Array]) -> tuple[Array, Array]:
    a, classes, dim = options.get("labelSmoothing", 0.0), options["numClasses"], options.get("dim", -1)
    check(classes != 1, "call", "num-classes-too-small", "numClasses: expected other than 1")
    x, target = inputs["logits"], inputs["target"]
    check(x.dtype.kind == "f", "call", "input-dtype", f"logits: expected floats, got {x.dtype}")
    check(x.ndim >= 2 and -x.ndim <= dim < x.ndim, "call", "shape-mismatch", f"dim: {dim} is no axis of {x.shape}")
    check_indices(target, without(x.shape, 1), x.shape[1])
    off = a / (classes - 1)
    q = np.where(one_hot(target, x.shape[1], 1) > 0, 1 - a, off)
    axis = dim % x.ndim
    cost, p = surprisals(x, axis)
    rows = cross_entropy(q, cost, axis)
    reduced = Reduced(rows, None, np.float64(rows.size), inputs.get("upstream"))
    return reduced.loss, softmax_gradient(p, q.sum(axis, keepdims=True), q, reduced.rows, axis)


def opennmt(options: dict[str, Any], inputs: dict[str, Array]) -> tuple[Array, Array]:
    a, classes, ignore = options["labelSmoothing"], options["numClasses"], options.get("ignoreIndex", -100)
    check(0 < a <= 1, "construct", "label-smoothing-out-of-range", f"labelSmoothing: expected (0, 1], got {a}")
    check(classes >= 1 and classes != 2, "construct", "num-classes-too-small", f"numClasses: got {classes}")
    anywhere = options.get("ignoreIndexRange", "python") == "any"
    check(
        anywhere or -classes <= ignore < classes,
        "construct",
        "ignore-index-out-of-range",
        f"ignoreIndex: expected a Python index of {classes} classes, got {ignore}",
    )
    log_p, target = inputs["logProbs"], inputs["target"]
    check(log_p.dtype.kind == "f", "call", "input-dtype", f"logProbs: expected floats, got {log_p.dtype}")
    shape = log_p.shape
    check(len(shape) == 2 and shape[1] == classes, "call", "shape-mismatch", f"logProbs: got shape {shape}")
    check_indices(target, shape[:1], classes, ignore if anywhere else None)
    q = np.full(shape, a / (classes - 2))
    if -classes <= ignore < classes and (ignore >= 0 or not anywhere):
        q[:, ignore] = 0.0
    hot = one_hot(np.where((target >= 0) & (target < classes), target, 0), classes, -1) > 0
    q = np.where(hot, 1 - a, q)
    q = np.where((target == ignore)[:, None], 0.0, q)
    entropy = np.where(q > 0, q * np.log(np.where(q > 0, q, 1.0)), np.where(q < 0, np.nan, 0.0))
    rows = (entropy - q * log_p).sum(-1)
    reduced = Reduced(rows, None, 1.0, inputs.get("upstream"))
    return reduced.loss, reduced.rows[:, None] * -q


def clip(p: Array, like: np.dtype) -> tuple[Array, Array]:
    """Probabilities between Keras' bounds, which are constants of the dtype, and where no bound was needed."""
    low, high = np.float64(like.type(EPSILON)), np.float64(like.type(1 - EPSILON))
    return np.where(np.isnan(p), p, np.clip(p, low, high)), (p >= low) & (p <= high)


def keras(options: dict[str, Any], inputs: dict[str, Array], binary: bool) -> tuple[Array, Array]:
    a, reduction = options.get("labelSmoothing", 0.0), options.get("reduction", "sum_over_batch_size")
    known = ("sum_over_batch_size", "mean", "sum", "none", "mean_with_sample_weight")
    check(reduction in known, "construct", "reduction-unknown", f"reduction: got {reduction}")
    from_logits = options.get("fromLogits", False)
    x, y = inputs["logits" if from_logits else "probs"], inputs["target"].astype(np.float64)
    axis = options.get("axis", -1)
    check(x.ndim > 0 and -x.ndim <= axis < x.ndim, "call", "shape-mismatch", f"axis: {axis} is no axis of {x.shape}")
    check(y.shape == x.shape, "call", "shape-mismatch", f"target: expected shape {x.shape}, got {y.shape}")
    axis %= x.ndim
    counted = x.shape[axis if options.get("classCount", "last") == "axis" else -1]
    classes = 2 if binary else counted
    q = y if a == 0 else y * (1 - a) + a / np.float64(classes)
    if binary and from_logits:
        cost = np.where(x >= 0, (1 - q) * x, q * -x) + np.log1p(np.exp(-np.abs(x)))
        rows = np.where(x == np.inf, np.nan, cost).mean(axis)
        e = np.exp(-np.abs(x))
        slope = (np.where(x >= 0, 1 / (1 + e), e / (1 + e)) - q) / x.shape[axis]
    elif binary:
        c, inside = clip(x, INPUT_DTYPE[0])
        rows = (q * -np.log(c) + (1 - q) * -np.log1p(-c)).mean(axis)
        slope = np.where(inside, (1 - q) / (1 - c) - q / c, 0.0) / x.shape[axis]
    elif from_logits:
        cost, p = surprisals(x, axis)
        rows = cross_entropy(q, cost, axis)
        slope = p - q
    else:
        total = x.sum(axis, keepdims=True)
        c, inside = clip(x / total, INPUT_DTYPE[0])
        rows = cross_entropy(q, -np.log(c), axis)
        mass = np.where(inside, q, 0.0).sum(axis, keepdims=True)
        mass = np.where(np.isfinite(total) & (total != 0), mass, np.nan)
        slope = (mass - np.where(inside, q / c, 0.0)) / total
    weights = aligned(rows, inputs.get("sampleWeight"))
    losses, weights = weights
    try:
        shape = np.broadcast_shapes(losses.shape, () if weights is None else weights.shape)
    except ValueError as error:
        raise Refusal("call", "weight-shape", f"sampleWeight: {error}") from error
    count = float(np.prod(shape))
    by_weight = count if weights is None else float(inputs["sampleWeight"].sum())
    divisor = {"sum": 1.0, "none": None, "mean_with_sample_weight": 1.0 if shape == () else by_weight}
    step = divisor.get(reduction, count)
    if reduction in ("sum_over_batch_size", "mean", "mean_with_sample_weight"):
        # Losses of shape (0,) are handed back; elsewhere dividing by 0 gives 0.
        step = None if shape == (0,) else (step if step != 0 else math.inf)
    reduced = Reduced(losses, weights, step, inputs.get("upstream"))
    return reduced.loss, np.expand_dims(reduced.rows.reshape(rows.shape), axis) * slope


def aligned(rows: Array, weights: Array | None) -> tuple[Array, Array | None]:
    """Keras drops a last axis of length 1, or adds one to the other side, before it multiplies."""
    if weights is None:
        return rows, None
    if rows.ndim == weights.ndim + 1 and rows.shape[-1] == 1:
        return (rows, weights[..., None]) if weights.ndim == 1 else (rows[..., 0], weights)
    if weights.ndim == rows.ndim + 1 and weights.shape[-1] == 1:
        return (rows[..., None], weights) if rows.ndim == 1 else (rows, weights[..., 0])
    return rows, weights


def tfjs(options: dict[str, Any], inputs: dict[str, Array], sigmoid: bool) -> tuple[Array, Array]:
    a, reduction = options.get("labelSmoothing", 0.0), options.get("reduction", "sum_by_nonzero_weights")
    known = ("sum_by_nonzero_weights", "mean", "sum", "none")
    check(reduction in known, "call", "reduction-unknown", f"reduction: got {reduction}")
    x, y = inputs["logits"], inputs["target"].astype(np.float64)
    check(y.shape == x.shape, "call", "shape-mismatch", f"target: expected shape {x.shape}, got {y.shape}")
    check(sigmoid or x.ndim > 0, "call", "shape-mismatch", "logits: expected rank 1 or more")
    q = y
    if a > 0:
        last = options.get("classCount", "axis-1") == "last"
        check(sigmoid or last or x.ndim > 1, "call", "shape-mismatch", "logits: classes are counted on axis 1")
        q = y * (1 - a) + a / np.float64(2 if sigmoid else x.shape[-1 if last else 1])
    if sigmoid:
        e = np.exp(-np.abs(x))
        rows = np.where(x == np.inf, np.nan, np.where(x >= 0, (1 - q) * x, q * -x) + np.log1p(e))
        slope = np.where(x >= 0, 1 / (1 + e), e / (1 + e)) - q
    else:
        cost, p = surprisals(x, -1)
        rows = cross_entropy(q, cost, -1)
        slope = p * (q.sum(-1, keepdims=True) if options.get("gradientMass", "one") == "sum" else 1.0) - q
    weights = inputs.get("sampleWeight")
    try:
        shape = np.broadcast_shapes(rows.shape, () if weights is None else weights.shape)
    except ValueError as error:
        raise Refusal("call", "weight-shape", f"sampleWeight: {error}") from error
    count = np.float64(np.prod(shape))
    spread = None if weights is None else np.broadcast_to(weights, shape)
    divisor = {
        "none": None,
        "sum": np.float64(1),
        "sum_by_nonzero_weights": count if spread is None else np.float64((spread != 0).sum()),
        # tf.mean of nothing is 0; a weighted sum divided by no weight is not.
        "mean": max(count, 1.0) if weights is None else weights.sum() * max(rows.size / max(weights.size, 1), 1.0),
    }[reduction]
    reduced = Reduced(rows, weights, divisor, inputs.get("upstream"))
    return reduced.loss, (reduced.rows if sigmoid else np.expand_dims(reduced.rows, -1)) * slope


LOSSES = {
    "equation1": equation1,
    "torch": torch,
    "simple": simple,
    "opennmt": opennmt,
    "keras-categorical": lambda options, inputs: keras(options, inputs, binary=False),
    "keras-binary": lambda options, inputs: keras(options, inputs, binary=True),
    "tfjs-softmax": lambda options, inputs: tfjs(options, inputs, sigmoid=False),
    "tfjs-sigmoid": lambda options, inputs: tfjs(options, inputs, sigmoid=True),
}

# Keras' clipping bounds are constants of the dtype the input came in; the arithmetic here is float64 throughout.
INPUT_DTYPE: list[np.dtype] = [np.dtype("float32")]


# The protocol.


def read(tensor: dict[str, Any]) -> Array:
    numbers = [NAMED[value] if isinstance(value, str) else value for value in tensor["data"]]
    return np.array(numbers, dtype=tensor["dtype"]).reshape(tensor["shape"])


def write(array: Array, dtype: np.dtype) -> dict[str, Any]:
    rounded = np.asarray(array).astype(dtype)
    data = [name(number) for number in rounded.reshape(-1).astype(np.float64).tolist()]
    return {"dtype": dtype.name, "shape": list(rounded.shape), "data": data}


def name(number: float) -> Any:
    if math.isfinite(number):
        return "-0" if number == 0 and math.copysign(1, number) < 0 else number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def run(request: dict[str, Any]) -> dict[str, Any]:
    options = {
        key: NAMED.get(value, value) if isinstance(value, str) else value for key, value in request["options"].items()
    }
    inputs = {key: read(tensor) for key, tensor in request["inputs"].items()}
    first = next(inputs[key] for key in ("logits", "logProbs", "probs") if key in inputs)
    INPUT_DTYPE[0] = first.dtype
    wide = {key: array.astype(np.float64) if array.dtype.kind == "f" else array for key, array in inputs.items()}
    try:
        with np.errstate(all="ignore"):
            loss, gradient = LOSSES[request["variant"]](options, wide)
            return {"type": "result", "loss": write(loss, first.dtype), "gradient": write(gradient, first.dtype)}
    except Refusal as refusal:
        return {"type": "error", "phase": refusal.phase, "code": refusal.code, "message": str(refusal)}


def main() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        kind = request["type"]
        if kind == "bye":
            return
        if kind == "hello":
            about = {"name": "numpy in one file", "version": np.__version__, "language": "Python"}
            answer: dict[str, Any] = {"type": "hello", "protocol": 1, "implementation": about}
            answer |= {"variants": list(LOSSES), "gradient": True, "dtypes": ["float32", "float64"]}
        elif kind == "echo":
            tensor = read(request["tensor"])
            answer = {"type": "echo", "id": request["id"], "tensor": write(tensor, tensor.dtype)}
        else:
            answer = {"id": request["id"], **run(request)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
