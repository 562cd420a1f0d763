"""A recorded model output, and how far a new one may be from it."""

from __future__ import annotations

from typing import Any, TypedDict

import numpy as np


class Record(TypedDict):
    """logits float32 [N, K]; target int64 [N]; about: what, package, licence, files and the like (JSON)."""

    logits: np.ndarray
    target: np.ndarray
    about: dict[str, Any]


def compare(recorded: Record, fresh: Record) -> float:
    """Largest absolute difference between the logits; infinite if shapes, targets or non-finite places differ.

    Recorded logits are frozen: ONNX Runtime's kernels depend on the processor, so that a fresh run is not expected to
    give the same bits. Each data set states the spread it allows as ALLOWED_SPREAD.
    """
    then, now = recorded["logits"], fresh["logits"]
    if then.shape != now.shape or not np.array_equal(recorded["target"], fresh["target"]):
        return float("inf")
    finite = np.isfinite(then)
    if not np.array_equal(then[~finite], now[~finite], equal_nan=True) or not np.isfinite(now[finite]).all():
        return float("inf")
    return float(np.max(np.abs(then[finite].astype(np.float64) - now[finite].astype(np.float64)), initial=0.0))
