"""Compares regenerated files with the kept ones, byte for byte, except for what may differ between processors.

Truth, inputs and names do not depend on a processor. A reference's last bits may: its observed lines are compared
within the spread that the file records, and the verdict says so.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from mpmath import mpf
from safetensors import SafetensorError
from safetensors.numpy import load

from smoothproof_ref.provenance import SPREAD_ULP
from smoothproof_ref.rounding import ulp, value_class
from smoothproof_ref.tensors import float_of
from smoothproof_ref.vectors import named

_HASHES = ("contentSha256", "sha256")


@dataclass
class Verdict:
    """One file's result."""

    fine: bool
    text: str


class _MovedTooFarError(Exception):
    """A difference beyond the recorded spread."""


def compare_file(path: Path, wanted: bytes) -> Verdict:
    """``wanted`` is the file that a run makes now."""
    if not path.exists():
        return Verdict(False, "missing")
    kept = path.read_bytes()
    if kept == wanted:
        return Verdict(True, "identical")
    text = path.suffix == ".json"
    try:
        if text:
            moved = _moved(json.loads(kept), json.loads(wanted))
            return Verdict(True, f"only observed values moved, {moved} rows within the recorded spread")
        moved = _moved_tensors(kept, wanted, float(SPREAD_ULP))
        return Verdict(True, f"only observed values moved, {moved} tensors within the recorded spread")
    except (_MovedTooFarError, ValueError, KeyError, TypeError, AttributeError, SafetensorError):
        return Verdict(False, _first_difference(kept, wanted) if text else "tensors differ beyond the recorded spread")


def settled(kept: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Vectors of this run, with the earlier observation where the new one differs by no more than the spread.

    So a run on another processor does not change files without need.
    """
    before = {vector["id"]: vector for vector in kept}
    result = []
    for vector in now:
        old = before.get(vector["id"])
        try:
            if old is not None and _walk(old["expect"], vector["expect"], float(SPREAD_ULP), vector["dtype"]):
                vector = {**vector, "expect": old["expect"]}
        except _MovedTooFarError:
            pass
        result.append(vector)
    return result


def _first_difference(kept: bytes, wanted: bytes) -> str:
    old, new = kept.decode(errors="replace").splitlines(), wanted.decode(errors="replace").splitlines()
    for number, (left, right) in enumerate(zip(old, new, strict=False), 1):
        if left != right:
            return f"line {number} differs\n  kept {_excerpt(left, right)}\n  now  {_excerpt(right, left)}"
    return f"kept has {len(old)} lines, now there are {len(new)}"


def _excerpt(line: str, other: str) -> str:
    """The part of a line around the first character that differs."""
    at = next((i for i, (a, b) in enumerate(zip(line, other, strict=False)) if a != b), min(len(line), len(other)))
    start = max(0, at - 60)
    return ("…" if start else "") + line[start : at + 100].strip() + ("…" if len(line) > at + 100 else "")


def _moved(kept: Any, now: Any) -> int:
    """How many rows differ within the spread; raises where anything else differs."""
    if "files" in kept:
        _same({**kept, "files": _without_hashes(kept)}, {**now, "files": _without_hashes(now)})
        return 0
    return _walk(kept, now, float(kept["provenance"]["spreadUlp"]), "float32")


def _without_hashes(manifest: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(path, entry.get("vectors")) for path, entry in manifest["files"].items()]


def _same(kept: Any, now: Any) -> None:
    if kept != now:
        raise _MovedTooFarError


def _walk(kept: Any, now: Any, spread: float, dtype: str) -> int:
    if isinstance(kept, dict) and isinstance(now, dict):
        if list(kept) != list(now):
            raise _MovedTooFarError
        dtype = kept.get("observedDtype", kept.get("dtype", dtype))
        if "hex" in kept and kept["hex"] != now["hex"]:
            return _row(kept, now, spread, dtype)
        return sum(_walk(kept[k], now[k], spread, dtype) for k in kept if k not in _HASHES)
    if isinstance(kept, list) and isinstance(now, list) and len(kept) == len(now):
        return sum(_walk(a, b, spread, dtype) for a, b in zip(kept, now, strict=True))
    _same(kept, now)
    return 0


def _row(kept: dict[str, Any], now: dict[str, Any], spread: float, dtype: str) -> int:
    """Whether a row's observed bits differ by no more than the spread, at each element's error scale.

    Another reference's observation has no scale of its own; the row's largest value is used instead.
    """
    _same([kept.get(key) for key in ("truth", "scale")], [now.get(key) for key in ("truth", "scale")])
    old, new = _values(kept, dtype), _values(now, dtype)
    if "scale" in kept:
        sizes = [max(mpf(s), abs(named(t))) for s, t in zip(kept["scale"], kept["truth"], strict=True)]
    else:
        sizes = [mpf(max((abs(v) for v in old if math.isfinite(v)), default=0.0))] * len(old)
    for before, after, size in zip(old, new, sizes, strict=True):
        if value_class(before) != value_class(after):
            raise _MovedTooFarError
        if value_class(before) == "finite" and abs(mpf(before) - mpf(after)) > spread * ulp(size, dtype):
            raise _MovedTooFarError
    return 1


def _values(row: dict[str, Any], dtype: str) -> list[float]:
    return [float_of(dtype, int(word, 16)) for word in row["hex"].split()]


def _moved_tensors(kept: bytes, now: bytes, spread: float) -> int:
    """The same for a side-car: only observed gradients may differ."""
    old, new = load(kept), load(now)
    _same(sorted(old), sorted(new))
    moved = 0
    for name, before in old.items():
        after = new[name]
        if before.tobytes() == after.tobytes() and before.shape == after.shape:
            continue
        stem, _, kind = name.rpartition(".")
        if kind != "observed" or before.shape != after.shape or not np.isfinite(after).all():
            raise _MovedTooFarError
        allowed = spread * np.finfo(before.dtype).eps * old[f"{stem}.scale"].astype(np.float64)
        if (np.abs(before.astype(np.float64) - after.astype(np.float64)) > allowed).any():
            raise _MovedTooFarError
        moved += 1
    return moved
