"""How far a reference's numbers move with the processor: every setting against the pinned one, in ULP."""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .references import NAMES, observe
from .references.wire import Answer, Case, decode, encode

# What the pins would otherwise leave to the processor. ATen takes ATEN_CPU_CAPABILITY at its word and dies of an
# illegal instruction where the processor has none of the kind, hence NEEDS.
SETTINGS: dict[str, tuple[bool, dict[str, str]]] = {
    "unpinned": (False, {}),
    "ATen avx2, rest pinned": (True, {"ATEN_CPU_CAPABILITY": "avx2"}),
    "ATen avx512, rest pinned": (True, {"ATEN_CPU_CAPABILITY": "avx512"}),
    "libm not pinned": (True, {"GLIBC_TUNABLES": ""}),
}
NEEDS: dict[str, str] = {"ATen avx2, rest pinned": "avx2", "ATen avx512, rest pinned": "avx512f"}
# What can touch each reference; running the others would only cost time.
APPLIES: dict[str, tuple[str, ...]] = {
    "keras-tensorflow": ("unpinned", "libm not pinned"),
    "keras-jax": ("unpinned", "libm not pinned"),
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


def sample_cases(name: str, rows: int = 3, count: int = 60) -> list[Case]:
    """Ordinary cases of the reference's variants, with sizes and logits as the fixtures have them."""
    generator = random.Random(name)
    cases: list[Case] = []
    for at in range(count):
        dtype = np.float32 if at % 2 == 0 else np.float64
        classes = generator.choice((2, 3, 5, 6, 40))
        x = np.array([[generator.uniform(-8, 8) for _ in range(classes)] for _ in range(rows)]).astype(dtype)
        target = np.array([generator.randrange(classes) for _ in range(rows)], dtype=np.int64)
        one_hot = np.eye(classes, dtype=dtype)[target]
        options: dict[str, Any] = {"labelSmoothing": generator.choice((0.1, 0.5, 0.3))}
        variants = {"tfjs": ("tfjs-softmax", "tfjs-sigmoid")}.get(name, (name,))
        if name.startswith("keras-"):
            variants = ("keras-categorical", "keras-binary")
        variant = variants[(at // 2) % len(variants)]
        inputs: dict[str, np.ndarray] = {"logits": x, "target": target}
        if name in ("opennmt", "simple"):
            options["numClasses"] = classes
        if name == "opennmt":
            if classes == 2:
                continue
            options["ignoreIndex"] = 0
            shifted = x - x.max(1, keepdims=True)
            inputs = {"logProbs": shifted - np.log(np.exp(shifted).sum(1, keepdims=True)), "target": target}
        elif name == "tfjs":
            inputs["target"] = one_hot
        elif name.startswith("keras-"):
            inputs["target"] = one_hot
            if at % 3 == 0:
                options["fromLogits"] = True
            else:
                del inputs["logits"]
                inputs = {"probs": (1 / (1 + np.exp(-x))).astype(dtype), **inputs}
        encoded = {key: encode(value) for key, value in inputs.items()}
        cases.append({"id": f"{variant}.{at}", "variant": variant, "options": options, "inputs": encoded})
    return cases


def main() -> None:
    """Prints the spread of the named references (all of them by default)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    for name in parser.parse_args().names or NAMES:
        for setting, outputs in spread(name, sample_cases(name)).items():
            loss, gradient = outputs["loss"], outputs["gradient"]
            print(
                f"{name:17} {setting:26} loss {loss['ulp']} ULP ({loss['id']})"
                f"   gradient {gradient['ulp']} ULP ({gradient['id']})",
                flush=True,
            )


if __name__ == "__main__":
    main()
