"""Whether an answer to a vector is right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from smoothproof_vectors.data import Output, Vector


@dataclass(frozen=True)
class Verdict:
    """status: pass, fail or skip. got: the loss and the gradient that came, if they are numbers."""

    vector: Vector
    status: str
    message: str = ""
    output: str = ""
    got: tuple[np.ndarray | None, np.ndarray | None] = (None, None)


def judge_answer(vector: Vector, loss: Any, gradient: Any = None) -> Verdict:
    """Of a loss and its gradient, as arrays. A gradient of None is not judged."""
    got = tuple(None if each is None else np.asarray(each, dtype=np.float64) for each in (loss, gradient))
    if vector.refusal is not None:
        said = f"{vector.reference} says: {vector.refusal['message'].splitlines()[0]}"
        return Verdict(vector, "fail", f"expected {vector.refusal['code']}, got a value ({said})", "error", got)
    for name, expected, value in (("loss", vector.loss, got[0]), ("gradient", vector.gradient, got[1])):
        message = None if value is None else wrong(name, expected, value)
        if message is not None:
            return Verdict(vector, "fail", message, name, got)
    return Verdict(vector, "pass", got=got)


def wrong(name: str, expected: Output, got: np.ndarray) -> str | None:
    """What is wrong with one output, or None."""
    if got.shape != expected.shape:
        return f"{name}: expected shape {list(expected.shape)}, got {list(got.shape)}"
    told = got.reshape(-1) if expected.at is None else got.reshape(-1)[expected.at]
    value = expected.value
    with np.errstate(invalid="ignore", divide="ignore"):
        right = (told == value) | (np.isnan(told) & np.isnan(value)) | (abs(told - value) <= expected.allowed)
        if expected.signed_zeros:
            right &= (told != 0) | (value != 0) | (np.signbit(told) == np.signbit(value))
        if expected.overflows is not None:
            right |= (told == expected.overflows) | (np.isnan(told) & np.isnan(expected.overflows))
        if right.all():
            return None
        excess = np.where(right, -1.0, abs(told - value) / np.where(expected.allowed > 0, expected.allowed, 1e-300))
    worst = int(np.argmax(np.where(np.isnan(excess), np.inf, excess)))
    flat = worst if expected.at is None else int(expected.at[worst])
    where = "".join(f"[{', '.join(map(str, np.unravel_index(flat, expected.shape)))}]" if expected.shape else "")
    count = f"; {np.count_nonzero(~right)} of {len(value)} wrong" if len(value) > 1 else ""
    allowed = f"{expected.allowed[worst]:.2g} allowed"
    return f"{name}{where}: expected {value[worst]:.9g}, got {told[worst]:.9g}, {allowed}{count}"
