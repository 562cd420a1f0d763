"""MANIFEST.json: every file of vectors with its hash, and everything that computed their numbers."""

from __future__ import annotations

import hashlib
from typing import Any

from smoothproof_ref.provenance import FIXTURES
from smoothproof_ref.registry import IDS, core_variants

FIXTURES_VERSION = 1


def path_of(group: str) -> str:
    """A group's file below fixtures/."""
    return f"{group}.json" if "/" in group else f"vectors/{group}.json"


def _content(path: str, files: dict[str, bytes]) -> bytes:
    return files[path] if path in files else (FIXTURES / path).read_bytes()


def _entry(content: bytes) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def manifest(documents: dict[str, dict[str, Any]], files: dict[str, bytes]) -> dict[str, Any]:
    """``files`` are the ones this run made; the others are read from disk."""
    listed: dict[str, dict[str, Any]] = {}
    references: dict[str, set[str]] = {}
    for group, made in documents.items():
        entry = {**_entry(_content(path_of(group), files)), "vectors": len(made["vectors"])}
        listed[path_of(group)] = entry if group not in IDS or group in core_variants() else {**entry, "dialect": True}
        if "sidecar" in made:
            beside = f"{group}.safetensors"
            listed[beside] = _entry(_content(beside, files))
        for reference in made["provenance"]["references"]:
            references.setdefault(reference["name"], set()).add(reference["version"])
    return {
        "format": "smoothproof-manifest/1",
        "fixturesVersion": FIXTURES_VERSION,
        "numberOfVectors": sum(len(made["vectors"]) for made in documents.values()),
        "references": {name: ", ".join(sorted(references[name])) for name in sorted(references)},
        "files": dict(sorted(listed.items())),
    }
