"""Kept files against those of this run: byte for byte, or with nothing moved but the last bits of what was trained.

On one machine the bytes are equal. A processor that rounds differently somewhere moves losses and weights a little, and
training carries that along; everything else must still be the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load

# Largest relative movement of a loss, a gradient norm or a tensor of weights between two processors. Measured with no
# setting pinned (AVX-512 against the pinned baseline): 1.2e-6, weights of digits in torch.
SPREAD = 5e-6
_MOVES = ("loss", "gradientNorm")
_HASHES = ("contentSha256", "sha256")


class MovedError(Exception):
    """What differs, and where."""


def compare(kept: Path, now: bytes) -> str | None:
    """What is wrong with a kept file; None if nothing is. Prints nothing."""
    if not kept.exists():
        return "missing"
    before = kept.read_bytes()
    if before == now:
        return None
    try:
        if kept.suffix == ".json":
            _same_document(json.loads(before), json.loads(now), kept.stem)
        else:
            _same_tensors(load(before), load(now))
    except MovedError as error:
        return str(error)
    except ValueError as error:
        return f"cannot be read: {error}"
    return None


def moved(before: np.ndarray, after: np.ndarray) -> float:
    """The largest difference, relative to the largest value of the two."""
    if before.shape != after.shape or before.dtype != after.dtype:
        return float("inf")
    wide = before.astype(np.float64), after.astype(np.float64)
    size = max(float(np.abs(array).max(initial=0)) for array in wide)
    return float(np.abs(wide[0] - wide[1]).max(initial=0)) / size if size else 0.0


def _close(where: str, before: np.ndarray, after: np.ndarray) -> None:
    by = moved(before, after)
    if not by <= SPREAD:
        raise MovedError(f"{where} moved by {by:.2g}, allowed is {SPREAD:g}")


def _steps(where: str, before: list[float], after: list[float]) -> None:
    for step, pair in enumerate(zip(before, after, strict=False)):
        _close(f"{where}, step {step},", *(np.array(value, np.float64) for value in pair))


def _same_document(before: Any, after: Any, where: str) -> None:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            here = f"{where}.{key}"
            if key not in before or key not in after:
                raise MovedError(f"{here} is only in the {'new' if key in after else 'kept'} file")
            if key in _MOVES and len(before[key]) == len(after[key]):
                _steps(here, before[key], after[key])
            elif key not in _HASHES:
                _same_document(before[key], after[key], here)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for at, pair in enumerate(zip(before, after, strict=True)):
            _same_document(*pair, f"{where}[{at}]")
    elif before != after:
        raise MovedError(f"{where}: kept {_short(before)}, now {_short(after)}")


def _same_tensors(before: dict[str, np.ndarray], after: dict[str, np.ndarray]) -> None:
    if sorted(before) != sorted(after):
        raise MovedError("the tensors have other names")
    for name, array in before.items():
        if not name.startswith("initial/"):
            _close(name, array, after[name])
        elif array.tobytes() != after[name].tobytes():
            raise MovedError(f"{name} differs")


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 70 else f"{text[:67]}..."


def strangers(folder: Path, files: Iterable[str]) -> list[str]:
    """Kept files that this run does not make."""
    made = set(files)
    return sorted(path.name for path in folder.iterdir() if path.name not in made) if folder.exists() else []
