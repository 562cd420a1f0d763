"""`module:function`, as it is written on a command line."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any


def load(target: str) -> Any:
    """The function or class, imported with the current folder first.

    Raises ValueError where there is none.
    """
    module, _, name = target.partition(":")
    if not module or not name:
        raise ValueError(f"--smoothproof: expected module:function, got {target!r}")
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    try:
        found: Any = importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise ValueError(f"--smoothproof: {error}") from error
    for part in name.split("."):
        if not hasattr(found, part):
            raise ValueError(f"--smoothproof: expected a name in {module}, got {name!r}")
        found = getattr(found, part)
    return found


def options(texts: list[str]) -> dict[str, Any]:
    """`labelSmoothing=0.1` as an option that a loss has built in."""
    pairs = [text.partition("=") for text in texts]
    return {name: float(value) if value.replace(".", "", 1).lstrip("-").isdigit() else value for name, _, value in pairs}
