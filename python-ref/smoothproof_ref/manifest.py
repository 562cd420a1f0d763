"""MANIFEST.json: every fixture file with its hash, and which references made them."""

from __future__ import annotations

import hashlib
from typing import Any

from smoothproof_ref.provenance import FIXTURES

FIXTURES_VERSION = 1


def _content(path: str, files: dict[str, bytes]) -> bytes:
    return files[path] if path in files else (FIXTURES / path).read_bytes()


def _entry(content: bytes) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def manifest(documents: dict[str, dict[str, Any]], files: dict[str, bytes]) -> dict[str, Any]:
    """``files`` are the ones this run made; the others are read from disk."""
    listed: dict[str, dict[str, Any]] = {}
    references: dict[str, str] = {}
    for group, made in documents.items():
        path = f"{group}.json" if "/" in group else f"vectors/{group}.json"
        listed[path] = {**_entry(_content(path, files)), "vectors": len(made["vectors"])}
        if "sidecar" in made:
            beside = f"{group}.safetensors"
            listed[beside] = _entry(_content(beside, files))
        references |= {r["name"]: r["version"] for r in made["provenance"]["references"]}
    return {
        "format": "smoothproof-manifest/1",
        "fixturesVersion": FIXTURES_VERSION,
        "numberOfVectors": sum(len(made["vectors"]) for made in documents.values()),
        "references": dict(sorted(references.items())),
        "files": dict(sorted(listed.items())),
    }
