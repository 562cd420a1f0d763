"""Where a dialect's file comes from: which code, which package, which lock and pins."""

from __future__ import annotations

import hashlib
import platform
import sys
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from smoothproof_ref.provenance import FIXTURES, SPREAD_ULP
from smoothproof_ref.truth import DIGITS

from smoothproof_dialects.dialect import Dialect
from smoothproof_dialects.wheels import ALL, PINS, ROOT

__all__ = ["FIXTURES", "provenance"]

PACKAGE = Path(__file__).resolve().parent
UNOBSERVED = "from source, not run"


@lru_cache
def generator_sha256() -> str:
    """One hash over the names and contents of all sources here; smoothproof_ref's parts belong to the lock's path."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@lru_cache
def lock_sha256() -> str:
    """One hash over uv.lock and the pins of the wheels that it cannot hold."""
    digest = hashlib.sha256((ROOT / "uv.lock").read_bytes())
    for pin in sorted(PINS.glob("*.txt")):
        digest.update(pin.read_bytes())
    return digest.hexdigest()


def package_versions(dialect: Dialect) -> list[dict[str, str]]:
    """The packages that computed the dialect's numbers, the one it is named after first."""
    if not dialect.observed:
        name, commit = dialect.source
        return [{"name": f"{name}, {UNOBSERVED}", "version": commit}]
    unpacked = {wheel.name: wheel for wheel in ALL}
    found = []
    for package in dialect.packages:
        wheel = unpacked.get(package)
        name, number = (wheel.pin.partition("==")[0], wheel.version) if wheel else (package, version(package))
        found.append({"name": name, "version": number})
    return found


def provenance(dialect: Dialect) -> dict[str, Any]:
    """The provenance block of one file."""
    return {
        "generator": "python-ref/dialects/smoothproof_dialects/generate.py",
        "generatorSha256": generator_sha256(),
        "command": f"uv run generate-dialects {dialect.id}",
        "references": package_versions(dialect),
        "truth": {"name": "mpmath", "version": version("mpmath"), "digits": DIGITS},
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "platform": f"{sys.platform}-{platform.machine()}",
        "lockSha256": lock_sha256(),
        "threads": 1,
        "spreadUlp": SPREAD_ULP,
    }
