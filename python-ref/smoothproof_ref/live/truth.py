"""``uv run python -m smoothproof_ref.live.truth``: what the definitions say of any call, at 50 digits.

A line of input is a call: ``variant``, ``options`` and ``inputs`` as bits. A line of output has the truth and the scale
of every element of loss and gradient, or ``problem`` where the definition says nothing.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import mpmath

from smoothproof_ref.decimals import scale_text, truth_text
from smoothproof_ref.registry import variant_of
from smoothproof_ref.tensors import Tensor
from smoothproof_ref.truth import Field


def written(field: Field) -> dict[str, Any]:
    """An output as a vector has it."""
    scales = [
        max(scale, abs(truth)) if mpmath.isfinite(truth) else mpmath.nan
        for scale, truth in zip(field.scale, field.values, strict=True)
    ]
    return {"truth": [truth_text(truth) for truth in field.values], "scale": [scale_text(scale) for scale in scales]}


def answer(call: dict[str, Any]) -> dict[str, Any]:
    """Loss and gradient of one call."""
    inputs = {name: Tensor.from_wire(tensor) for name, tensor in call["inputs"].items()}
    try:
        outcome = variant_of(call["variant"]).outcome(call["options"], inputs)
    except (ArithmeticError, LookupError, ValueError) as error:
        return {"problem": f"{type(error).__name__}: {error}"}
    return {"loss": written(outcome.loss), "gradient": written(outcome.gradient)}


def main() -> None:
    """Answers line by line until its input ends."""
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
