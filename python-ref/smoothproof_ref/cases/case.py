"""One vector before anything has been computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from smoothproof_ref.tensors import Tensor


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

    def wire(self) -> dict[str, Any]:
        """What a reference process is sent."""
        inputs = {name: tensor.wire() for name, tensor in self.inputs.items()}
        return {"id": self.id, "variant": self.variant, "options": self.options, "inputs": inputs}
