"""What the references refuse, and what they accept without a word although it looks wrong.

``error_cases()`` gives the cases with what we expect of them; ``observed_error_cases()`` runs the references, adds what
they really did, and fails where the expectation is wrong. Slugs are stable: they become part of vector ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from .error_acceptances import ACCEPTANCES
from .error_inputs import BASE
from .error_refusals import REFUSALS
from .references import observe
from .references.wire import encode

ErrorCase = dict[str, Any]
REFERENCES = {
    "torch": "torch",
    "equation1": "equation1",
    "keras-categorical": "keras-tensorflow",
    "keras-binary": "keras-tensorflow",
    "opennmt": "opennmt",
    "simple": "simple",
    "tfjs-softmax": "tfjs",
    "tfjs-sigmoid": "tfjs",
}

FLOATING = ("logits", "probs", "logProbs", "weight", "sampleWeight", "upstream")


def _array(name: str, value: Any, dtype: str) -> np.ndarray:
    """Lists of integers stay integers; everything else takes the case's dtype."""
    array = value if isinstance(value, np.ndarray) else np.array(value)
    return array.astype("int64" if array.dtype.kind == "i" else dtype)


def _case(variant: str, slug: str, dtype: str, change: Mapping[str, Any]) -> ErrorCase:
    """The variant's base with the change: options by their names, inputs by theirs, None removes."""
    options, inputs = dict(BASE[variant][0]), dict(BASE[variant][1])
    first = next(iter(inputs))
    for key, value in change.items():
        place = inputs if key in (*FLOATING, "target") else options
        if value is None:
            place.pop(key, None)
        else:
            place[key] = value
    if "probs" in inputs:
        inputs = {"probs": inputs.pop("probs"), **{key: value for key, value in inputs.items() if key != first}}
        options.pop("fromLogits", None)
    return {
        "slug": slug,
        "variant": variant,
        "reference": REFERENCES[variant],
        "dtype": dtype,
        "options": options,
        "inputs": {key: encode(_array(key, value, dtype)) for key, value in inputs.items()},
    }


def error_cases() -> list[ErrorCase]:
    """Every case; refusals in float32 with ``phase`` and ``code``, acceptances in both dtypes with ``accepts``."""
    return [*_refusals(REFUSALS), *_acceptances(ACCEPTANCES)]


def _refusals(table: Mapping[str, list[tuple[str, str, str, dict[str, Any]]]]) -> Iterator[ErrorCase]:
    for variant, rows in table.items():
        for slug, phase, code, change in rows:
            yield {**_case(variant, slug, "float32", change), "phase": phase, "code": code}


def _acceptances(table: Mapping[str, list[tuple[str, str, dict[str, Any]]]]) -> Iterator[ErrorCase]:
    for variant, rows in table.items():
        for slug, because, change in rows:
            for dtype in ("float32", "float64"):
                yield {**_case(variant, slug, dtype, change), "accepts": because}


def observed_error_cases() -> list[ErrorCase]:
    """The cases with what the references did: ``observed`` is {"type", "message"} or {"loss", "gradient"}."""
    cases = error_cases()
    for at, case in enumerate(cases):
        case["id"] = f"{case['variant']}.{case['slug']}.{case['dtype']}.{at}"
    wrong = []
    for reference in sorted(set(REFERENCES.values())):
        mine = [case for case in cases if case["reference"] == reference]
        for case, answer in zip(mine, observe(reference, mine), strict=True):
            if answer["kind"] == "throws":
                case["observed"] = {"type": answer["type"], "message": answer["message"]}
                as_expected = case.get("phase") == answer["phase"]
            else:
                case["observed"] = {"loss": answer["loss"], "gradient": answer["gradient"]}
                as_expected = "accepts" in case and answer["gradient"] is not None
            if not as_expected:
                expected = case.get("phase", "no error")
                wrong.append(f"{case['id']}: expected {expected}, observed {answer.get('phase')} {case['observed']}")
    if wrong:
        raise AssertionError("\n".join(wrong))
    for case in cases:
        del case["id"]
    return cases
