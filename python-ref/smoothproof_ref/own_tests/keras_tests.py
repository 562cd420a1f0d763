"""Keras' tests of its two cross entropies, as its wheel has them: each is run, and what it asserts written down."""

from __future__ import annotations

import functools
import inspect
from importlib.metadata import version
from typing import Any

import numpy as np

from smoothproof_ref.own_tests.tensor import tensor

# Class under test, its test case, the variant it is.
CLASSES = (
    ("CategoricalCrossentropy", "CategoricalCrossentropyTest", "keras-categorical"),
    ("BinaryCrossentropy", "BinaryCrossentropyTest", "keras-binary"),
)


class _Called(np.ndarray):
    """A result that remembers the call it came from; numpy and Keras' assertions take it as an array."""

    call: dict[str, Any]


def _recording(original: type, variant: str) -> type:
    class Recording(original):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            bound = inspect.signature(original.__init__).bind(self, *arguments, **options)
            bound.apply_defaults()
            given = bound.arguments
            self.options = {
                "fromLogits": given["from_logits"],
                "labelSmoothing": float(given["label_smoothing"]),
                "axis": given["axis"],
                "reduction": given["reduction"] or "none",
            }

        def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
            loss = super().__call__(y_true, y_pred, sample_weight=sample_weight)
            if "bfloat16" in str(loss.dtype):  # numpy has no such type, and the test asserts nothing but it
                return loss
            called = np.asarray(loss).view(_Called)
            name = "logits" if self.options["fromLogits"] else "probs"
            floats = {name: y_pred, "target": y_true}
            if sample_weight is not None:
                floats["sampleWeight"] = sample_weight
            # Keras casts whatever comes to float32 before it computes anything.
            inputs = {key: tensor(np.asarray(value, dtype=np.float32)) for key, value in floats.items()}
            called.call = {"variant": variant, "options": self.options, "inputs": inputs}
            return called

    functools.update_wrapper(Recording, original, updated=())
    return Recording


def _recorded(case: Any, method: str) -> list[dict[str, Any]]:
    """What one test asserts about losses of the class under test; refusals and configurations assert nothing of it."""
    found: list[dict[str, Any]] = []

    def note(actual: Any, desired: Any, allowed: dict[str, float]) -> None:
        if isinstance(actual, _Called):
            expected = tensor(np.asarray(desired, dtype=np.float64))
            found.append({**actual.call, "expected": expected, "allowed": allowed})

    close, almost = case.assertAllClose, case.assertAlmostEqual

    def all_close(actual: Any, desired: Any, atol: float = 1e-6, rtol: float = 1e-6, **rest: Any) -> None:
        note(actual, desired, {"atol": atol, "rtol": rtol})
        close(actual, desired, atol=atol, rtol=rtol, **rest)

    def almost_equal(actual: Any, desired: Any, decimal: int = 3, **rest: Any) -> None:
        # numpy's rule for a number of decimals.
        note(actual, desired, {"atol": 1.5 * 10.0**-decimal, "rtol": 0.0})
        almost(actual, desired, decimal=decimal, **rest)

    case.assertAllClose, case.assertAlmostEqual = all_close, almost_equal
    getattr(case, method)()
    return found


def tests() -> dict[str, Any]:
    """Every test of the two classes that asserts a loss."""
    from keras.src.losses import losses_test

    module = losses_test.losses
    rows = []
    for name, case_name, variant in CLASSES:
        original = getattr(module, name)
        setattr(module, name, _recording(original, variant))
        case_class = getattr(losses_test, case_name)
        for method in sorted(m for m in dir(case_class) if m.startswith("test_")):
            if "session" in method or "config" in method:
                continue
            assertions = _recorded(case_class(method), method)
            if assertions:
                rows.append({"test": f"{case_name}.{method}", "assertions": assertions})
        setattr(module, name, original)
    return {
        "project": "Keras",
        "version": version("keras"),
        "path": "keras/src/losses/losses_test.py",
        "tests": rows,
    }
