"""Where a file comes from: which code, which references, which lock."""

from __future__ import annotations

import hashlib
import platform
import sys
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from smoothproof_ref.references import versions
from smoothproof_ref.truth import DIGITS

PACKAGE = Path(__file__).resolve().parent
PROJECT = PACKAGE.parent
FIXTURES = PROJECT.parent / "fixtures"

REFERENCES = {
    "torch": ("torch",),
    "equation1": ("equation1",),
    "simple": ("simple",),
    "opennmt": ("opennmt",),
    "keras-categorical": ("keras-tensorflow", "keras-torch", "keras-jax"),
    "keras-binary": ("keras-tensorflow", "keras-torch", "keras-jax"),
    "tfjs-softmax": ("tfjs",),
    "tfjs-sigmoid": ("tfjs",),
}

PARTS = ("cases", "real", "references", "truth")
BESIDE = ("spread.py",)

# How far observed values may move between processors, in ULP at each element's error scale. Pinned, nothing has been
# seen to move; with no setting pinned at all, gradients moved by at most 3.2 (torch, AVX-512 against baseline).
SPREAD_ULP = "4"


def sources() -> list[Path]:
    """The files that decide what is written here: not those that measure, or that make something else."""
    found = [path for path in PACKAGE.glob("*.py") if path.name not in BESIDE]
    found += [path for part in PARTS for path in (PACKAGE / part).rglob("*.py")]
    found += [*(PACKAGE / "tfjs").glob("*.mjs"), PACKAGE / "tfjs" / "package-lock.json"]
    return sorted(found)


@lru_cache
def generator_sha256() -> str:
    """One hash over the names and contents of all sources."""
    digest = hashlib.sha256()
    for path in sources():
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def reference_versions(variants: list[str]) -> dict[str, str]:
    """Names and versions of everything that computed numbers for these variants."""
    names = [name for variant in variants for name in REFERENCES[variant]]
    return {package: number for name in dict.fromkeys(names) for package, number in versions(name).items()}


def provenance(group: str, variants: list[str]) -> dict[str, Any]:
    """The provenance block of one file."""
    return {
        "generator": "python-ref/smoothproof_ref/generate.py",
        "generatorSha256": generator_sha256(),
        "command": f"uv run generate {group}",
        "references": [{"name": n, "version": v} for n, v in reference_versions(variants).items()],
        "truth": {"name": "mpmath", "version": version("mpmath"), "digits": DIGITS},
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "platform": f"{sys.platform}-{platform.machine()}",
        "lockSha256": hashlib.sha256((PROJECT / "uv.lock").read_bytes()).hexdigest(),
        "threads": 1,
        "spreadUlp": SPREAD_ULP,
    }
