"""The real references, each run in a process of its own.

    answers = observe("torch", cases)

A case: ``{"id", "variant", "options", "inputs"}``; an answer: ``{"id", "kind": "value", "loss", "gradient"}`` or
``{"id", "kind": "throws", "phase", "type", "message"}``; tensors as in ``wire``.
"""

from __future__ import annotations

import json
from importlib import metadata

from .pins import PINS
from .process import NAMES, TFJS, observe

__all__ = ["NAMES", "observe", "settings", "versions"]

# reference -> {name in the fixtures: distribution on PyPI}
_DISTRIBUTIONS: dict[str, dict[str, str]] = {
    "torch": {"torch": "torch"},
    "keras-tensorflow": {"keras": "keras", "tensorflow": "tensorflow-cpu"},
    "keras-torch": {"keras": "keras", "torch": "torch"},
    "keras-jax": {"keras": "keras", "jax": "jax", "jaxlib": "jaxlib"},
    "opennmt": {"OpenNMT-py": "OpenNMT-py", "torch": "torch"},
    "simple": {"torch": "torch"},
    "equation1": {"torch": "torch", "numpy": "numpy"},
}


def versions(name: str) -> dict[str, str]:
    """Versions of what computes the reference's numbers, the one it is named after first."""
    if name == "tfjs":
        lock = json.loads((TFJS / "package-lock.json").read_text(encoding="utf-8"))["packages"]
        names = ("@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-cpu")
        return {package: lock[f"node_modules/{package}"]["version"] for package in names}
    return {label: metadata.version(distribution) for label, distribution in _DISTRIBUTIONS[name].items()}


def settings(name: str) -> dict[str, str]:
    """Environment the reference runs under; TensorFlow.js' arithmetic is JavaScript's and needs none."""
    if name not in NAMES:
        raise ValueError(f"name: expected one of {', '.join(NAMES)}, got {name}")
    return {} if name == "tfjs" else dict(PINS)
