"""The vectors, read from the file that is packed with this package: what `smoothproof vectors --write` writes."""

from __future__ import annotations

import functools
import io
import json
import lzma
import math
import tarfile
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np

NAMED = ("NaN", "Infinity", "-Infinity", "-0")


class BFloat16(np.ndarray):
    """float32 numbers that all are bfloat16 numbers, which NumPy lacks."""


@dataclass(frozen=True)
class Output:
    """What a loss or a gradient must be."""

    shape: tuple[int, ...]
    value: np.ndarray
    allowed: np.ndarray
    """The largest absolute error of each element."""
    at: np.ndarray | None = None
    """Flat indices of the elements that are told; all of them where it is None."""
    overflows: np.ndarray | None = None
    """What the reference returned where it overflows, which is right as well."""
    signed_zeros: bool = False


@dataclass(frozen=True)
class Vector:
    """One call: options and inputs by name, and what must come of it. Refusals have neither loss nor gradient."""

    id: str
    variant: str
    dtype: str
    tier: str
    reference: str
    options: dict[str, Any]
    inputs: dict[str, np.ndarray]
    loss: Output | None
    gradient: Output | None
    refusal: dict[str, str] | None


@functools.cache
def _archive() -> dict[str, bytes]:
    packed = files(__package__).joinpath("vectors.tar.xz").read_bytes()
    with tarfile.open(fileobj=io.BytesIO(lzma.decompress(packed))) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar.getmembers() if member.isfile()}


def variants() -> list[str]:
    """Ids of the losses that there are vectors of."""
    return sorted(name.removesuffix(".jsonl") for name in _archive() if name.endswith(".jsonl"))


def vectors(variant: str) -> list[Vector]:
    """The vectors of one loss.

    Raises ValueError where there is no such loss.
    """
    if variant not in variants():
        raise ValueError(f"variant: expected one of {', '.join(variants())}, got {variant!r}")
    return [_vector(json.loads(line)) for line in _archive()[f"{variant}.jsonl"].decode().splitlines()]


def _vector(line: dict[str, Any]) -> Vector:
    expect = line["expect"]
    is_value = expect["kind"] == "value"
    return Vector(
        **{name: line[name] for name in ("id", "variant", "dtype", "tier", "reference")},
        options={name: number(value) for name, value in line["options"].items()},
        inputs={name: _array(given) for name, given in line["inputs"].items()},
        loss=_output(expect["loss"]) if is_value else None,
        gradient=_output(expect["gradient"]) if is_value else None,
        refusal=None if is_value else {name: expect[name] for name in ("phase", "code", "message")},
    )


def number(value: Any) -> Any:
    return float(value) if isinstance(value, str) and value in NAMED else value


def _array(given: dict[str, Any]) -> np.ndarray:
    dtype = given["dtype"]
    held = "float32" if dtype == "bfloat16" else dtype
    if "recipe" in given:
        array = _drawn(given["recipe"], math.prod(given["shape"])).astype(held)
    elif "file" in given:
        array = (np.load(io.BytesIO(_archive()[given["file"]])) * given.get("unit", 1)).astype(held)
    else:
        array = np.array([number(value) for value in given["data"]], dtype=held)
    array = array.reshape(given["shape"])
    return array.view(BFloat16) if dtype == "bfloat16" else array


def _drawn(recipe: dict[str, Any], size: int) -> np.ndarray:
    """Numbers from mulberry32, as fixtures/README.md of smoothproof describes recipes; then those of ``set`` are written over."""
    state = (recipe["seed"] + 0x6D2B79F5 * np.arange(1, size + 1, dtype=np.uint64)).astype(np.uint32)
    mixed = (state ^ (state >> np.uint32(15))) * (state | np.uint32(1))
    mixed ^= mixed + (mixed ^ (mixed >> np.uint32(7))) * (mixed | np.uint32(61))
    drawn = (mixed ^ (mixed >> np.uint32(14))).astype(np.uint64) * np.uint64(recipe["high"] - recipe["low"] + 1)
    numbers = (recipe["low"] + (drawn >> np.uint64(32)).astype(np.int64)) * 2.0 ** recipe["exponent"]
    for index, value in recipe["set"]:
        numbers[index] = value
    return numbers


def _output(given: dict[str, Any]) -> Output:
    value = np.array([number(each) for each in given["value"]], dtype=np.float64)
    return Output(
        tuple(given["shape"]),
        value,
        np.broadcast_to(np.asarray(given["allowed"], dtype=np.float64), value.shape),
        np.array(given["at"]) if "at" in given else None,
        np.array([number(each) for each in given["overflows"]], dtype=np.float64) if "overflows" in given else None,
        given.get("signedZeros", False),
    )
