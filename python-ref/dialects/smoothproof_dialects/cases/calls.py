"""Calls written down by hand: what a source refuses, and what it accepts without a word although it looks wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
from smoothproof_ref.cases.case import Case
from smoothproof_ref.references.wire import encode
from smoothproof_ref.tensors import Tensor

from smoothproof_dialects.dialect import Call, Dialect
from smoothproof_dialects.notes import FROM_SOURCE

_INPUTS = ("logits", "logProbs", "probs", "target", "weight", "sampleWeight", "upstream")
_ROWS: dict[str, list[list[float]]] = {
    "logits": [[1.5, -0.25, 0.5], [-1.0, 2.0, 0.125]],
    "logProbs": [[-0.5, -1.25, -2.0], [-1.5, -0.375, -2.5]],
    "probs": [[0.5, 0.375, 0.125], [0.25, 0.625, 0.125]],
}


def _base(dialect: Dialect) -> tuple[dict[str, Any], dict[str, Any]]:
    """The plain call that a change is made to: two rows of three classes, a smoothing of 0.1."""
    kind = "probs" if "input" in dialect.space and dialect.kind == "probs" else dialect.kind
    first: Any = _ROWS[kind]
    targets = dialect.space.get("target", ("index",))
    target: Any = [0, 2] if "index" in targets else [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    if targets == ("labels",):
        target = [[1, 0, 0], [0, 1, 1]]
    if dialect.space.get("rank") == ("3d",):
        first, target = [first], [target]
    options: dict[str, Any] = {"labelSmoothing": 0.1, **dialect.options_for(3)}
    if kind == "logits" and "probs" in dialect.space.get("input", ()):
        options[dialect.logits_option] = True
    if "ignore" in dialect.space and "absent" not in dialect.space["ignore"]:
        options["ignoreIndex"] = 1
    return options, {kind: first, "target": target}


def _tensor(name: str, value: Any, dtype: str) -> Tensor:
    """Lists of integers stay integers; everything else takes the case's dtype."""
    array = np.array(value)
    return Tensor.from_wire(encode(array.astype("int64" if array.dtype.kind == "i" else dtype)))


def _case(dialect: Dialect, call: Call, dtype: str) -> Case:
    """The base with the change: options by their names, inputs by theirs, None removes."""
    options, inputs = _base(dialect)
    for key, value in call.change.items():
        place: dict[str, Any] = inputs if key in _INPUTS else options
        if value is None:
            place.pop(key, None)
        else:
            place[key] = value
    kind = "error" if call.code else "accepts"
    flag = "Refused" if call.code else "Accepted"
    suffix = "" if call.code else f".{'f32' if dtype == 'float32' else 'f64'}"
    return Case(
        id=f"{dialect.id}.{kind}.{call.slug}{suffix}",
        variant=dialect.id,
        dtype=dtype,
        flags=[flag] if dialect.observed else [flag, FROM_SOURCE],
        options=options,
        inputs={name: _tensor(name, value, dtype) for name, value in inputs.items()},
        because=call.because or None,
    )


def acceptances_of(dialect: Dialect) -> list[Case]:
    """Everything that is accepted, in every dtype of the dialect."""
    return [_case(dialect, call, dtype) for call in dialect.calls if not call.code for dtype in dialect.dtypes]


def refusals_of(dialect: Dialect) -> list[tuple[Case, Call]]:
    """Everything that is refused; one dtype is enough."""
    return [(_case(dialect, call, "float32"), call) for call in dialect.calls if call.code]
