"""What each variant's reference refuses, as changes to its base case: slug, phase, our code, change."""

from __future__ import annotations

from typing import Any

import numpy as np

from .error_inputs import CUBE, LOGITS, ONE_HOT, PROBS, SOFT, WIDE, empty

SHAPE, INDEX, TARGET, INPUT = "shape-mismatch", "class-index-out-of-range", "target-dtype", "input-dtype"
WEIGHT, REDUCTION, SMOOTHING = "weight-shape", "reduction-unknown", "label-smoothing-out-of-range"
IGNORE, SMALL, SOFT_IGNORE = "ignore-index-out-of-range", "num-classes-too-small", "ignore-index-with-distribution"
INTEGERS = [[1, 2, 3], [0, -1, 4]]

Refusal = tuple[str, str, str, dict[str, Any]]


def _smoothing(phase: str, *values: tuple[str, Any]) -> list[Refusal]:
    return [(f"label-smoothing-{slug}", phase, SMOOTHING, {"labelSmoothing": value}) for slug, value in values]


_INDICES: list[Refusal] = [
    ("index-k", "call", INDEX, {"target": [2, 3]}),
    ("index-minus-one", "call", INDEX, {"target": [-1, 0]}),
]
_DENSE_SHAPES: list[Refusal] = [
    ("classes-differ", "call", SHAPE, {"target": [[0.0, 1.0], [1.0, 0.0]]}),
    ("batches-differ", "call", SHAPE, {"target": ONE_HOT[:1]}),
    ("ranks-differ", "call", SHAPE, {"target": ONE_HOT[0]}),
    ("target-indices", "call", SHAPE, {"target": [2, 0]}),
]
_KERAS: list[Refusal] = [
    ("reduction-avg", "construct", REDUCTION, {"reduction": "avg"}),
    *_DENSE_SHAPES,
    ("classes-differ-probs", "call", SHAPE, {"probs": PROBS, "target": [[0.0, 1.0], [1.0, 0.0]]}),
    ("axis-two", "call", SHAPE, {"axis": 2}),
    ("axis-minus-three", "call", SHAPE, {"axis": -3}),
    ("axis-two-probs", "call", SHAPE, {"probs": PROBS, "axis": 2}),
    ("rank-zero", "call", SHAPE, {"logits": np.array(1.0), "target": np.array(1.0)}),
    ("sample-weight-length", "call", WEIGHT, {"sampleWeight": [1.0, 2.0, 3.0]}),
    ("upstream-shape", "backward", SHAPE, {"upstream": [1.0, 2.0, 3.0]}),
]
_TFJS: list[Refusal] = [
    ("reduction-avg", "call", REDUCTION, {"reduction": "avg"}),
    *_DENSE_SHAPES,
    ("target-one-column", "call", SHAPE, {"target": [[1.0], [1.0]]}),
    ("sample-weight-length", "call", WEIGHT, {"sampleWeight": [1.0, 2.0, 3.0, 4.0]}),
    ("upstream-shape", "backward", SHAPE, {"upstream": [1.0, 2.0, 3.0]}),
]

REFUSALS: dict[str, list[Refusal]] = {
    "torch": [
        *_smoothing("call", ("1.5", 1.5), ("infinity", "Infinity"), ("just-above-one", 1.0000001)),
        *_INDICES,
        ("batches-differ", "call", SHAPE, {"target": [2, 0, 1]}),
        ("spatial-shape", "call", SHAPE, {"logits": CUBE, "target": [[0, 1], [1, 0]]}),
        ("distribution-shape", "call", SHAPE, {"target": [*SOFT, SOFT[0]]}),
        ("rank-zero", "call", SHAPE, {"logits": np.array(1.0), "target": [0]}),
        ("target-float-indices", "call", TARGET, {"target": [2.0, 0.0]}),
        ("target-integer-distribution", "call", TARGET, {"target": [[0, 0, 1], [1, 0, 0]]}),
        ("logits-integers", "call", INPUT, {"logits": INTEGERS}),
        ("weight-length", "call", WEIGHT, {"weight": [1.0, 2.0, 3.0, 4.0]}),
        ("weight-length-distribution", "call", WEIGHT, {"weight": [1.0, 2.0], "target": SOFT}),
        ("weight-rank-two", "call", WEIGHT, {"weight": [[1.0, 2.0, 3.0]]}),
        ("reduction-avg", "call", REDUCTION, {"reduction": "avg"}),
        ("ignore-index-distribution", "call", SOFT_IGNORE, {"ignoreIndex": 0, "target": SOFT}),
        ("upstream-shape", "backward", SHAPE, {"upstream": [1.0, 2.0, 3.0]}),
    ],
    "equation1": [
        *_smoothing(
            "construct",
            ("1.5", 1.5),
            ("minus-0.1", -0.1),
            ("nan", "NaN"),
            ("infinity", "Infinity"),
            ("just-above-one", 1.0000001),
        ),
        ("reduction-avg", "construct", REDUCTION, {"reduction": "avg"}),
        *_INDICES,
        ("batches-differ", "call", SHAPE, {"target": [2, 0, 1]}),
        ("distribution-shape", "call", SHAPE, {"target": [*SOFT, SOFT[0]]}),
        ("rank-zero", "call", SHAPE, {"logits": np.array(1.0), "target": [0]}),
        ("no-classes", "call", SHAPE, {"logits": empty(2, 0)}),
        ("target-float-indices", "call", TARGET, {"target": [2.0, 0.0]}),
        ("target-integer-distribution", "call", TARGET, {"target": [[0, 0, 1], [1, 0, 0]]}),
        ("logits-integers", "call", INPUT, {"logits": INTEGERS}),
        ("upstream-shape", "backward", SHAPE, {"upstream": [1.0, 2.0, 3.0]}),
    ],
    "keras-categorical": _KERAS,
    "keras-binary": _KERAS,
    "opennmt": [
        *_smoothing(
            "construct",
            ("zero", 0),
            ("minus-0.1", -0.1),
            ("1.5", 1.5),
            ("just-above-one", 1.0000001),
            ("nan", "NaN"),
            ("infinity", "Infinity"),
        ),
        ("two-classes", "construct", SMALL, {"numClasses": 2, "logProbs": [[-0.5, -1.0]], "target": [1]}),
        ("ignore-index-default-few-classes", "construct", IGNORE, {"ignoreIndex": None}),
        ("ignore-index-v", "construct", IGNORE, {"ignoreIndex": 4}),
        ("ignore-index-below-minus-v", "construct", IGNORE, {"ignoreIndex": -5}),
        ("index-k", "call", INDEX, {"target": [1, 4]}),
        ("index-minus-one", "call", INDEX, {"target": [1, -1]}),
        ("target-is-negative-ignore-index", "call", INDEX, {"ignoreIndex": -1, "target": [1, -1]}),
        (
            "target-is-default-ignore-index",
            "call",
            INDEX,
            {"ignoreIndex": None, "numClasses": 102, "logProbs": WIDE, "target": [1, -100]},
        ),
        ("num-classes-fewer", "call", SHAPE, {"numClasses": 3, "target": [1, 2]}),
        ("num-classes-more", "call", SHAPE, {"numClasses": 5}),
        ("batches-differ", "call", SHAPE, {"target": [1, 3, 2]}),
        ("target-rank-two", "call", SHAPE, {"target": [[1], [3]]}),
        ("target-rank-zero", "call", SHAPE, {"target": np.array(1)}),
        ("target-floats", "call", TARGET, {"target": [1.0, 3.0]}),
        ("log-probs-integers", "call", INPUT, {"logProbs": [[-1, -2, -3, -4], [-4, -3, -2, -1]]}),
        ("upstream-shape", "backward", SHAPE, {"upstream": [1.0, 2.0]}),
    ],
    "simple": [
        ("one-class", "call", SMALL, {"numClasses": 1}),
        *_INDICES,
        ("batches-differ", "call", SHAPE, {"target": [2, 0, 1]}),
        ("rank-one", "call", SHAPE, {"logits": LOGITS[0], "target": np.array(1)}),
        ("rank-zero", "call", SHAPE, {"logits": np.array(1.0), "target": np.array(0)}),
        ("target-rank-two", "call", SHAPE, {"target": [[2], [0]]}),
        ("target-rank-zero", "call", SHAPE, {"target": np.array(1)}),
        ("dim-two", "call", SHAPE, {"dim": 2}),
        ("target-floats", "call", TARGET, {"target": [2.0, 0.0]}),
        ("logits-integers", "call", INPUT, {"logits": INTEGERS}),
        ("upstream-shape", "backward", SHAPE, {"upstream": [1.0, 2.0]}),
    ],
    "tfjs-softmax": [
        *_TFJS,
        ("rank-one-smoothed", "call", SHAPE, {"logits": LOGITS[0], "target": ONE_HOT[0]}),
        (
            "rank-zero",
            "call",
            SHAPE,
            {"logits": np.array(1.0), "target": np.array(1.0), "labelSmoothing": 0},
        ),
    ],
    "tfjs-sigmoid": _TFJS,
}
