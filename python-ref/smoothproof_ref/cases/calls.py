"""Calls written by hand: what a source refuses, and what it silently accepts although it looks wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from smoothproof_ref.cases.case import Case
from smoothproof_ref.notes import FROM_SOURCE
from smoothproof_ref.references.wire import encode
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.variant import Call, Variant

_INPUTS = ("logits", "logProbs", "probs", "target", "weight", "sampleWeight", "upstream")
_ROWS: dict[str, list[list[float]]] = {
    "logits": [[1.5, -0.25, 0.5], [-1.0, 2.0, 0.125]],
    "logProbs": [[-0.5, -1.25, -2.0], [-1.5, -0.375, -2.5]],
    "probs": [[0.5, 0.375, 0.125], [0.25, 0.625, 0.125]],
}


def _base(variant: Variant) -> tuple[dict[str, Any], dict[str, Any]]:
    """The plain call that a change is made to: two rows of three classes, a smoothing of 0.1."""
    if variant.core is not None:
        options, inputs = variant.core.base
        return dict(options), dict(inputs)
    first: Any = _ROWS[variant.kind]
    targets = variant.space.get("target", ("index",))
    target: Any = [0, 2] if "index" in targets else [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    if targets == ("labels",):
        target = [[1, 0, 0], [0, 1, 1]]
    if variant.space.get("rank") == ("3d",):
        first, target = [first], [target]
    options = {"labelSmoothing": 0.1, **variant.options_for(3)}
    if variant.kind == "logits" and "probs" in variant.space.get("input", ()):
        options[variant.logits_option] = True
    if "ignore" in variant.space and "absent" not in variant.space["ignore"]:
        options["ignoreIndex"] = 1
    return options, {variant.kind: first, "target": target}


def _tensor(value: Any, dtype: str) -> Tensor:
    """Integers stay integers; everything else takes the case's dtype."""
    array = np.array(value)
    return Tensor.from_wire(encode(array.astype("int64" if array.dtype.kind == "i" else dtype)))


def _case(variant: Variant, call: Call, dtype: str) -> Case:
    """The plain call with the change; probabilities stand in for the logits that they are given instead of."""
    options, inputs = _base(variant)
    first = next(iter(inputs))
    for key, value in call.change.items():
        place: dict[str, Any] = inputs if key in _INPUTS else options
        if value is None:
            place.pop(key, None)
        else:
            place[key] = value
    if "probs" in inputs and first != "probs":
        inputs = {"probs": inputs.pop("probs"), **{name: value for name, value in inputs.items() if name != first}}
        options.pop(variant.logits_option, None)
    flag = "Refused" if call.code else "Accepted"
    kind, suffix = ("error", "") if call.code else ("accepts", f".{'f32' if dtype == 'float32' else 'f64'}")
    return Case(
        id=f"{variant.id}.{kind}.{call.slug}{suffix}",
        variant=variant.id,
        dtype=dtype,
        flags=[flag] if variant.observed else [flag, FROM_SOURCE],
        options=options,
        inputs={name: _tensor(value, dtype) for name, value in inputs.items()},
        because=call.because or None,
    )


def acceptances_of(variant: Variant) -> list[Case]:
    """Everything that is accepted, in every dtype of the variant."""
    return [_case(variant, call, dtype) for call in variant.calls if not call.code for dtype in variant.dtypes]


def refusals_of(variant: Variant) -> list[tuple[Case, Call]]:
    """Everything that is refused; one dtype is enough."""
    return [(_case(variant, call, "float32"), call) for call in variant.calls if call.code]
