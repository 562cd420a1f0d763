"""The data sets of the small npm project beside, installed as locked."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path
from typing import Any

from smoothproof_ref.failure import GenerationError

PROJECT = Path(__file__).resolve().parent / "datasets"


def _run(name: str, *arguments: str) -> str:
    program = shutil.which(name)
    if program is None:
        raise GenerationError(f"{name}: expected it on PATH, found none. Install Node.js 20 or later")
    done = subprocess.run([program, *arguments], cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise GenerationError(f"{name} {arguments[0]}: ended with {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def version_of(package: str) -> str:
    """A package's version in the lock."""
    lock = json.loads((PROJECT / "package-lock.json").read_text(encoding="utf-8"))
    return lock["packages"][f"node_modules/{package}"]["version"]


@lru_cache
def npm_datasets() -> dict[str, Any]:
    """{"iris": {"x", "target"}, "pronunciations": {word: phonemes}, "phones": [...]}."""
    if not (PROJECT / "node_modules" / ".package-lock.json").exists():
        _run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    return json.loads(_run("node", "export.mjs"))
