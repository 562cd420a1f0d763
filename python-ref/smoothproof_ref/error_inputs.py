"""Inputs that ``error_cases`` start from: one ordinary case per variant, which a case then spoils in one place."""

from __future__ import annotations

from typing import Any

import numpy as np

# Base inputs; a case states only what differs from its variant's base. Everything is exact in float32.
LOGITS = [[1.0, 2.0, 3.0], [0.5, -1.0, 4.0]]
CUBE = [[[0.5, 1.0, -1.0], [2.0, 0.25, 0.0]], [[-0.5, 1.5, 3.0], [1.0, -2.0, 0.75]]]
ONE_HOT = [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
SOFT = [[0.25, 0.25, 0.5], [0.5, 0.5, 0.0]]
PROBS = [[0.25, 0.25, 0.5], [0.125, 0.75, 0.125]]
LOG_PROBS = [[-1.5, -1.25, -1.0, -2.0], [-0.5, -2.5, -3.0, -1.75]]
INF = float("inf")
# Enough classes for -100 to be an index.
WIDE = [[(k % 8) / 4 - 6 for k in range(102)], [(k % 5) / 8 - 5 for k in range(102)]]
SMOOTH = {"labelSmoothing": 0.1}
FROM_LOGITS = {"fromLogits": True, "labelSmoothing": 0.1}
NMT = {"labelSmoothing": 0.1, "numClasses": 4, "ignoreIndex": 0}

BASE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "torch": (SMOOTH, {"logits": LOGITS, "target": [2, 0]}),
    "equation1": (SMOOTH, {"logits": LOGITS, "target": [2, 0]}),
    "keras-categorical": (FROM_LOGITS, {"logits": LOGITS, "target": ONE_HOT}),
    "keras-binary": (FROM_LOGITS, {"logits": LOGITS, "target": ONE_HOT}),
    "opennmt": (NMT, {"logProbs": LOG_PROBS, "target": [1, 3]}),
    "simple": ({**SMOOTH, "numClasses": 3}, {"logits": LOGITS, "target": [2, 0]}),
    "tfjs-softmax": (SMOOTH, {"logits": LOGITS, "target": ONE_HOT}),
    "tfjs-sigmoid": (SMOOTH, {"logits": LOGITS, "target": ONE_HOT}),
}


def empty(*shape: int, dtype: str = "float64") -> np.ndarray:
    """An array of shape with a zero in it."""
    return np.zeros(shape, dtype=dtype)
