"""Canonical JSON, content hashes, and files that are either complete or absent."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from smoothproof_ref.decimals import js_number

HASH_KEY = "contentSha256"
_BLANK = "0" * 64
_EXACT = 2**53


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        # Beyond 2^53 a JavaScript reader would write the number back in its own, rounded digits.
        return str(value) if abs(value) <= _EXACT else js_number(float(value))
    if isinstance(value, float):
        return js_number(value)
    return json.dumps(value, ensure_ascii=False)


def _is_scalar(value: Any) -> bool:
    return not isinstance(value, (dict, list, tuple))


def _is_flat(value: Any) -> bool:
    """A scalar, or an array of scalars."""
    return _is_scalar(value) or (isinstance(value, (list, tuple)) and all(_is_scalar(v) for v in value))


def canonical(value: Any, indent: int = 0) -> str:
    """One container per line where its members are scalars or arrays of scalars, else one member per line.

    So a tensor's row is one line, and a changed bit is a changed line.
    """
    if _is_scalar(value):
        return _scalar(value)
    if isinstance(value, dict):
        members = [(f"{_scalar(k)}: ", v) for k, v in value.items()]
        opening, closing = "{", "}"
    else:
        members = [("", v) for v in value]
        opening, closing = "[", "]"
    if all(_is_flat(v) for _, v in members):
        return opening + ", ".join(key + canonical(v) for key, v in members) + closing
    pad = " " * (indent + 2)
    inner = ",\n".join(f"{pad}{key}{canonical(v, indent + 2)}" for key, v in members)
    return f"{opening}\n{inner}\n{' ' * indent}{closing}"


def text_of(document: dict[str, Any]) -> str:
    """The file's text; a document with a contentSha256 gets the hash of its bytes with 64 zeros in that place."""
    if HASH_KEY not in document:
        return canonical(document) + "\n"
    blank = canonical({**document, HASH_KEY: _BLANK}) + "\n"
    digest = hashlib.sha256(blank.encode()).hexdigest()
    head, _, tail = blank.rpartition(_BLANK)
    return head + digest + tail


def write_all(files: dict[Path, bytes]) -> None:
    """Writes every file under a temporary name first and renames only once all are on disk."""
    waiting = []
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
            waiting.append((temporary, path))
            temporary.write_bytes(content)
        for temporary, path in waiting:
            temporary.replace(path)
    finally:
        for temporary, _ in waiting:
            temporary.unlink(missing_ok=True)
