"""fixtures/trajectories: every run, and what differs from the ones on disk by more than last bits."""

from __future__ import annotations

from pathlib import Path

from smoothproof_ref.provenance import FIXTURES
from smoothproof_ref.trajectories import FOLDER
from smoothproof_ref.trajectories import trajectories as files
from smoothproof_ref.trajectories.check import compare, strangers

__all__ = ["files", "problems"]


def problems(made: dict[str, bytes]) -> list[str]:
    """One line per file that is wrong, missing, or made by nobody."""
    found = {path: compare(FIXTURES / path, content) for path, content in made.items()}
    lines = [f"{path}: {problem}" for path, problem in found.items() if problem is not None]
    others = strangers(FIXTURES / FOLDER, (Path(path).name for path in made))
    return [*lines, *(f"{FOLDER}/{name}: not made by this run" for name in others)]
