"""Side-cars: safetensors files whose bytes depend on nothing but their contents."""

from __future__ import annotations

import hashlib
import json
from math import prod
from pathlib import Path

import numpy as np
from safetensors.numpy import load

_CODES = {"float32": "F32", "float64": "F64", "int64": "I64"}


def pack(tensors: dict[str, np.ndarray], metadata: dict[str, str]) -> bytes:
    """A safetensors file with names and metadata in sorted order, no gaps, and the header padded to 8 bytes."""
    header: dict[str, object] = {"__metadata__": dict(sorted(metadata.items()))}
    body = bytearray()
    for name in sorted(tensors):
        array = np.ascontiguousarray(tensors[name])
        raw = array.astype(array.dtype.newbyteorder("<")).tobytes()
        header[name] = {
            "dtype": _CODES[array.dtype.name],
            "shape": list(array.shape),
            "data_offsets": [len(body), len(body) + len(raw)],
        }
        assert len(raw) == prod(array.shape) * array.dtype.itemsize
        body += raw
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + bytes(body)


def unpack(path: Path) -> dict[str, np.ndarray]:
    """The tensors of a side-car."""
    return load(path.read_bytes())


def metadata_of(path: Path) -> dict[str, str]:
    """The metadata of a side-car."""
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    return json.loads(content[8 : 8 + length]).get("__metadata__", {})


def digest(content: bytes) -> str:
    """sha256 of a side-car."""
    return hashlib.sha256(content).hexdigest()
