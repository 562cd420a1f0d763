"""What hand-written calls share: inputs to change in one place, our codes, and calls of several variants."""

from __future__ import annotations

from typing import Any

import numpy as np

from smoothproof_ref.variant import Call

# A call states only what differs from its variant's plain one. Everything is exact in float32.
LOGITS = [[1.0, 2.0, 3.0], [0.5, -1.0, 4.0]]
CUBE = [[[0.5, 1.0, -1.0], [2.0, 0.25, 0.0]], [[-0.5, 1.5, 3.0], [1.0, -2.0, 0.75]]]
ONE_HOT = [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
SOFT = [[0.25, 0.25, 0.5], [0.5, 0.5, 0.0]]
PROBS = [[0.25, 0.25, 0.5], [0.125, 0.75, 0.125]]
NOT_ONE = [[0.5, 0.5, 1.0], [0.25, 0.0, 0.25]]
INTEGERS = [[1, 2, 3], [0, -1, 4]]
SMOOTH = {"labelSmoothing": 0.1}
FROM_LOGITS = {"fromLogits": True, "labelSmoothing": 0.1}

SHAPE, INDEX, TARGET, INPUT = "shape-mismatch", "class-index-out-of-range", "target-dtype", "input-dtype"
WEIGHT, REDUCTION, SMOOTHING_RANGE = "weight-shape", "reduction-unknown", "label-smoothing-out-of-range"
IGNORE, SMALL = "ignore-index-out-of-range", "num-classes-too-small"
IGNORE_WITH_DISTRIBUTION = "ignore-index-with-distribution"


def empty(*shape: int) -> np.ndarray:
    """An array of shape with a zero in it."""
    return np.zeros(shape)


NO_INDICES = np.zeros(0, dtype="int64")
EMPTY_ROWS: dict[str, Any] = {"logits": empty(0, 3), "target": empty(0, 3)}
EMPTY_INDICES: dict[str, Any] = {"logits": empty(0, 3), "target": NO_INDICES}


def smoothing_calls(phase: str, *values: tuple[str, Any]) -> list[Call]:
    """Smoothings that are refused."""
    return [
        Call(f"label-smoothing-{slug}", {"labelSmoothing": value}, phase=phase, code=SMOOTHING_RANGE)
        for slug, value in values
    ]


def odd_smoothings(
    negative: str | None = "is applied",
    beyond_one: str | None = "is applied",
    nan: str | None = "is applied",
    **given: Any,
) -> tuple[Call, ...]:
    """Smoothings outside [0, 1] that a source accepts, each with what it then does; None leaves one out.

    given: what the calls have besides, where the plain call does not fit.
    """
    each = (
        ("negative", -0.1, "a negative smoothing", negative),
        ("beyond-one", 1.5, "a smoothing above 1", beyond_one),
        ("nan", "NaN", "a smoothing of NaN", nan),
    )
    return tuple(
        Call(slug, {**given, "labelSmoothing": value}, f"{what} {does}") for slug, value, what, does in each if does
    )


INDEX_CALLS = (
    Call("index-k", {"target": [2, 3]}, phase="call", code=INDEX),
    Call("index-minus-one", {"target": [-1, 0]}, phase="call", code=INDEX),
)
DENSE_SHAPES = (
    Call("classes-differ", {"target": [[0.0, 1.0], [1.0, 0.0]]}, phase="call", code=SHAPE),
    Call("batches-differ", {"target": ONE_HOT[:1]}, phase="call", code=SHAPE),
    Call("ranks-differ", {"target": ONE_HOT[0]}, phase="call", code=SHAPE),
    Call("target-indices", {"target": [2, 0]}, phase="call", code=SHAPE),
)
UPSTREAM_SHAPE = Call("upstream-shape", {"upstream": [1.0, 2.0, 3.0]}, phase="backward", code=SHAPE)
KERAS_REFUSALS = (
    Call("reduction-avg", {"reduction": "avg"}, phase="construct", code=REDUCTION),
    *DENSE_SHAPES,
    Call("classes-differ-probs", {"probs": PROBS, "target": [[0.0, 1.0], [1.0, 0.0]]}, phase="call", code=SHAPE),
    Call("axis-two", {"axis": 2}, phase="call", code=SHAPE),
    Call("axis-minus-three", {"axis": -3}, phase="call", code=SHAPE),
    Call("axis-two-probs", {"probs": PROBS, "axis": 2}, phase="call", code=SHAPE),
    Call("rank-zero", {"logits": np.array(1.0), "target": np.array(1.0)}, phase="call", code=SHAPE),
    Call("sample-weight-length", {"sampleWeight": [1.0, 2.0, 3.0]}, phase="call", code=WEIGHT),
    UPSTREAM_SHAPE,
)
TFJS_REFUSALS = (
    Call("reduction-avg", {"reduction": "avg"}, phase="call", code=REDUCTION),
    *DENSE_SHAPES,
    Call("target-one-column", {"target": [[1.0], [1.0]]}, phase="call", code=SHAPE),
    Call("sample-weight-length", {"sampleWeight": [1.0, 2.0, 3.0, 4.0]}, phase="call", code=WEIGHT),
    UPSTREAM_SHAPE,
)
