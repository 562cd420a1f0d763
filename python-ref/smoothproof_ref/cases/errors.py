"""Refusals and silent acceptances as vectors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from smoothproof_ref.cases.case import Case
from smoothproof_ref.error_cases import error_cases
from smoothproof_ref.tensors import Tensor


@dataclass
class Refusal:
    """A case that must throw: in which phase, and under which of our codes."""

    case: Case
    phase: str
    code: str


def _inputs(row: dict[str, Any]) -> dict[str, Tensor]:
    return {name: Tensor.from_wire(wire) for name, wire in row["inputs"].items()}


def _rows(variant: str, wanted: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    return [row for row in error_cases() if row["variant"] == variant and wanted(row)]


def refusals_of(variant: str) -> list[Refusal]:
    """Everything the variant's reference refuses."""
    return [
        Refusal(
            Case(f"{variant}.error.{row['slug']}", variant, row["dtype"], ["Refused"], row["options"], _inputs(row)),
            row["phase"],
            row["code"],
        )
        for row in _rows(variant, lambda row: "code" in row)
    ]


def acceptances_of(variant: str) -> list[Case]:
    """Everything it accepts although it looks wrong."""
    return [
        Case(
            f"{variant}.accepts.{row['slug']}.{'f32' if row['dtype'] == 'float32' else 'f64'}",
            variant,
            row["dtype"],
            ["Accepted"],
            row["options"],
            _inputs(row),
            because=row["accepts"],
        )
        for row in _rows(variant, lambda row: "accepts" in row)
    ]
