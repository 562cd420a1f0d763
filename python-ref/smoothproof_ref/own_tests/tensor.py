"""Tensors as the protocol writes them."""

from __future__ import annotations

from typing import Any

import numpy as np


def tensor(array: Any) -> dict[str, Any]:
    """Flat and row-major; integers as int64, everything else in its own float dtype."""
    values = np.asarray(array)
    dtype = "int64" if values.dtype.kind in "iub" else values.dtype.name
    # The shortest digits of a float32 are enough for a reader that rounds to float32.
    data = [float(str(value)) if dtype != "int64" else int(value) for value in values.reshape(-1)]
    return {"dtype": dtype, "shape": list(values.shape), "data": data}
