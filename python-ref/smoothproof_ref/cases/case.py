"""One vector before anything has been computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from smoothproof_ref.tensors import Tensor

FIRST_ONLY = (
    *("real", "mixed", "vocabulary", "plain", "sequence", "weighted", "offset", "inexact", "width"),
    *("square", "deep", "cube", "batch", "spread"),
)


@dataclass
class Case:
    """``options`` hold JSON values ("NaN" for a NaN); ``inputs`` come in schema order, the differentiated one first."""

    id: str
    variant: str
    dtype: str
    flags: list[str]
    options: dict[str, Any]
    inputs: dict[str, Tensor]
    because: str | None = None
    # For a large gradient, the flat indices of the elements in the file; all if it is None.
    at: tuple[int, ...] | None = None
    # Whether comparisons with other variants are left out.
    alone: bool = False
    # How the reference is run, if not in the case's dtype alone: "autocast".
    form: str = ""

    @property
    def first_only(self) -> bool:
        """Whether only the first reference is asked, because the others' answers would repeat the matrix."""
        kind = self.id.removeprefix(f"{self.variant}.").split(".")[0]
        return kind in ("batch", "width") or (kind in FIRST_ONLY and self.dtype in ("float32", "float64", "int64"))

    def wire(self) -> dict[str, Any]:
        """What a reference process is sent."""
        inputs = {name: tensor.wire() for name, tensor in self.inputs.items()}
        form = {"form": self.form} if self.form else {}
        return {"id": self.id, "variant": self.variant, "options": self.options, "inputs": inputs, **form}
