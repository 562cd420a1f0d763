"""How far a reference's numbers depend on the processor: every setting against the pinned one, in ULP."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from smoothproof_ref.cases.build import cases_of as dialect_cases
from smoothproof_ref.cases.matrix import cases_of as core_cases
from smoothproof_ref.observing import work_of
from smoothproof_ref.references.process import observe
from smoothproof_ref.references.wire import Answer, Case, decode
from smoothproof_ref.registry import IDS, variant_of

# Settings that would be left to the processor without the pins. ATen obeys ATEN_CPU_CAPABILITY and dies of an
# illegal instruction where the processor lacks that instruction set, hence NEEDS.
SETTINGS: dict[str, tuple[bool, dict[str, str]]] = {
    "unpinned": (False, {}),
    "ATen avx2, rest pinned": (True, {"ATEN_CPU_CAPABILITY": "avx2"}),
    "ATen avx512, rest pinned": (True, {"ATEN_CPU_CAPABILITY": "avx512"}),
    "libm not pinned": (True, {"GLIBC_TUNABLES": ""}),
}
NEEDS: dict[str, str] = {"ATen avx2, rest pinned": "avx2", "ATen avx512, rest pinned": "avx512f"}
# The settings that can affect each reference; running the others would only cost time.
APPLIES: dict[str, tuple[str, ...]] = {
    "tensorflow-cpu": ("unpinned", "libm not pinned"),
    "jax": ("unpinned", "libm not pinned"),
    "tfjs": ("unpinned", "libm not pinned"),
}


def processor_flags() -> frozenset[str]:
    """Instruction sets of this processor, as Linux names them."""
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    line = next((line for line in text.splitlines() if line.startswith("flags")), "")
    return frozenset(line.partition(":")[2].split())


def ordered(array: np.ndarray) -> np.ndarray:
    """Floats as integers in the order of their values, as Python integers: neighbours differ by one."""
    bits = array.reshape(-1).view("int32" if array.dtype.itemsize == 4 else "int64").astype(object)
    lowest = -(1 << (8 * array.dtype.itemsize - 1))
    return np.array([int(word) if word >= 0 else lowest - int(word) for word in bits], dtype=object)


def ulps(one: np.ndarray, other: np.ndarray) -> int | None:
    """Largest distance over the elements; None if shape, dtype or the class of an element differs."""
    if one.shape != other.shape or one.dtype != other.dtype:
        return None
    finite = np.isfinite(one)
    if not np.array_equal(finite, np.isfinite(other)) or not np.array_equal(
        one[~finite], other[~finite], equal_nan=True
    ):
        return None
    distances = abs(ordered(one[finite]) - ordered(other[finite]))
    return max((int(distance) for distance in distances), default=0)


def _worst(pinned: Sequence[Answer], moved: Sequence[Answer], output: str) -> dict[str, Any]:
    worst: dict[str, Any] = {"ulp": 0, "id": None}
    for one, other in zip(pinned, moved, strict=True):
        if one["kind"] != other["kind"]:
            return {"ulp": None, "id": one["id"]}
        if one["kind"] == "throws" or one[output] is None:
            continue
        distance = ulps(decode(one[output]), decode(other[output]))
        if distance is None:
            return {"ulp": None, "id": one["id"]}
        if distance > worst["ulp"]:
            worst = {"ulp": distance, "id": one["id"]}
    return worst


def spread(name: str, cases: Sequence[Case]) -> dict[str, dict[str, dict[str, Any]]]:
    """setting -> output -> {"ulp": worst movement against the pinned run (None: another class), "id": where}."""
    pinned = observe(name, cases)
    flags = processor_flags()
    table = {}
    for setting in APPLIES.get(name, tuple(SETTINGS)):
        if setting in NEEDS and NEEDS[setting] not in flags:
            continue
        is_pinned, overrides = SETTINGS[setting]
        moved = observe(name, cases, pinned=is_pinned, overrides=overrides)
        table[setting] = {output: _worst(pinned, moved, output) for output in ("loss", "gradient")}
    return table


def sample_work(every: int = 5) -> dict[str, list[Case]]:
    """Process -> every fifth case of its variants."""
    variants = [variant_of(name) for name in IDS]
    cases = [case for v in variants for case in (core_cases if v.core else dialect_cases)(v)[::every]]
    return work_of(cases)


def main() -> None:
    """Prints the spread of the named processes (all of them by default)."""
    work = sample_work()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(work))
    for name in parser.parse_args().names or work:
        for setting, outputs in spread(name, work[name]).items():
            loss, gradient = outputs["loss"], outputs["gradient"]
            print(
                f"{name:17} {setting:26} loss {loss['ulp']} ULP ({loss['id']})"
                f"   gradient {gradient['ulp']} ULP ({gradient['id']})",
                flush=True,
            )


if __name__ == "__main__":
    main()
