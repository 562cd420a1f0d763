"""fixtures/onnx: every graph, and what differs from the ones on disk."""

from __future__ import annotations

from smoothproof_ref.onnx_graphs import FOLDER
from smoothproof_ref.onnx_graphs import graphs as files
from smoothproof_ref.provenance import FIXTURES

__all__ = ["files", "problems"]


def problems(made: dict[str, bytes]) -> list[str]:
    """One line per file that is missing, different, or not made by this code."""
    kept = {path.relative_to(FIXTURES).as_posix() for path in (FIXTURES / FOLDER).rglob("*") if path.is_file()}
    lines = [f"{path}: not made by this run" for path in sorted(kept - set(made))]
    for path, content in made.items():
        if path not in kept:
            lines.append(f"{path}: missing")
        elif (FIXTURES / path).read_bytes() != content:
            lines.append(f"{path}: differs")
    return lines
