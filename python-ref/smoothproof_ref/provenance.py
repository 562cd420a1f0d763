"""Where a file comes from: which code, which references, which part of the lock."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import sys
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import version
from typing import Any

from smoothproof_ref.closure import PACKAGE, code_sha256
from smoothproof_ref.references.wheels import ALL
from smoothproof_ref.truth import DIGITS
from smoothproof_ref.variant import Reference, Variant

PROJECT = PACKAGE.parent
FIXTURES = PROJECT.parent / "fixtures"
BURN_LOCK = PROJECT / "burn" / "Cargo.lock"
TFJS_LOCK = PACKAGE / "tfjs" / "package-lock.json"
UNOBSERVED = "from source, not run"

# How far observed values may differ between processors, in ULP at each element's error scale. With all settings pinned,
# most references give the same values; with no setting pinned, gradients differed by at most 3.2 (torch, AVX-512
# against baseline).
SPREAD_ULP = "4"

# What the truth is computed with, and what chooses the cases.
OWN_PACKAGES = ("mpmath", "gmpy2", "numpy", "allpairspy")
# The code that turns answers into a file, and the code that starts a reference's process.
MAKERS = ("smoothproof_ref.documents", "smoothproof_ref.references.pins")


def _version(package: str) -> tuple[str, str]:
    """A package's name and version, as installed, unpacked or locked."""
    wheel = next((wheel for wheel in ALL if wheel.name == package), None)
    if wheel is not None:
        return wheel.pin.partition("==")[0], wheel.version
    if "@" in package.lstrip("@"):
        return _crate(package)
    if package.startswith("@"):
        lock = json.loads(TFJS_LOCK.read_text(encoding="utf-8"))["packages"]
        return package, lock[f"node_modules/{package}"]["version"]
    return package, version(package)


def _crate(package: str) -> tuple[str, str]:
    """A crate that is named with its version, as Cargo does where there are several: ``burn-nn@0.22.0``."""
    name, _, number = package.partition("@")
    locked = tomllib.loads(BURN_LOCK.read_text(encoding="utf-8"))["package"]
    if not any((each["name"], each["version"]) == (name, number) for each in locked):
        raise LookupError(f"{package}: Cargo.lock has no such crate")
    return name, number


def version_of(reference: Reference) -> str:
    """The version of the package that a reference is named after."""
    return _version(reference.packages[0])[1]


def versions(references: Iterable[Reference]) -> list[dict[str, str]]:
    """Names and versions of everything that computed numbers, the first reference's namesake first."""
    remarks: dict[str, str] = {}
    for reference in references:
        for package in reference.packages:
            remarks.setdefault(package, reference.remark if package == reference.packages[0] else "")
    found = []
    for package, remark in remarks.items():
        name, number = _version(package)
        found.append({"name": name, "version": number, **({"remark": remark} if remark else {})})
    return found


def referred(variants: Sequence[Variant]) -> list[dict[str, str]]:
    """The packages that computed the numbers of these variants."""
    for variant in variants:
        if not variant.observed:
            name, commit = variant.source
            return [{"name": f"{name}, {UNOBSERVED}", "version": commit}]
    return versions(reference for variant in variants for reference in variant.references)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def _locked() -> dict[str, dict[str, Any]]:
    lock = tomllib.loads((PROJECT / "uv.lock").read_text(encoding="utf-8"))
    return {package["name"]: package for package in lock["package"]}


def lock_sha256(packages: Iterable[str]) -> str:
    """One hash over the lock's entries of these packages and all that they need, and over the pins of wheels that the
    lock cannot hold. What else is locked may change without making a file stale."""
    digest = hashlib.sha256()
    wheels = {wheel.name: wheel for wheel in ALL}
    known: set[str] = set()
    waiting = [*OWN_PACKAGES, *packages]
    while waiting:
        package = waiting.pop()
        name = _normal(package)
        if package in wheels or "@" in package or name in known:
            continue
        known.add(name)
        waiting += [needed["name"] for needed in _locked()[name].get("dependencies", ())]
    for name in sorted(known):
        entry = _locked()[name]
        files = sorted(file["hash"] for file in (entry.get("sdist"), *entry.get("wheels", ())) if file)
        digest.update(json.dumps([name, entry["version"], files]).encode())
    for package in sorted(set(packages) & wheels.keys()):
        digest.update(wheels[package].requirement.read_bytes())
    return digest.hexdigest()


def provenance(group: str, variants: Sequence[Variant], modules: Iterable[str]) -> dict[str, Any]:
    """The provenance block of one file. modules: the code that it depends on, besides MAKERS."""
    references = [reference for variant in variants for reference in variant.references]
    files = {PROJECT / name for reference in references for name in reference.files}
    return {
        "generator": "python-ref/smoothproof_ref/generate.py",
        "generatorSha256": code_sha256([*MAKERS, *modules], files),
        "command": f"uv run generate {group}",
        "references": referred(variants),
        "truth": {"name": "mpmath", "version": version("mpmath"), "digits": DIGITS},
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "platform": f"{sys.platform}-{platform.machine()}",
        "lockSha256": lock_sha256({package for reference in references for package in reference.packages}),
        "threads": 1,
        "spreadUlp": SPREAD_ULP,
    }
