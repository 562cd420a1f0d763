"""Loads single classes and functions from installed packages, without importing the packages around them.

Importing the whole of a trainer pulls in data loaders, distributed launchers and image libraries that have nothing to
do with a loss and cannot be installed side by side. What is executed is the source text of the named definitions (their
decorators, which only register or check types, are left off), after its hash has been checked.
"""

from __future__ import annotations
import __future__

import ast
import hashlib
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

POSTPONED = __future__.annotations.compiler_flag


class SourceError(RuntimeError):
    """The installed source text is not the one that was read."""


def installed(distribution: str, path: str) -> Path:
    """A file of an installed distribution."""
    return Path(str(metadata.distribution(distribution).locate_file(path)))


def definitions(
    file: Path, names: tuple[str, ...], sha256: str, namespace: Mapping[str, Any] | None = None
) -> SimpleNamespace:
    """The named top-level definitions of ``file``.

    names: classes, functions and constants, in the file's order; sha256: of their source texts, joined by newlines;
    namespace: what the file's imports would have brought. SourceError if the text is another one.
    """
    text = file.read_text(encoding="utf-8")
    parts = [(_name_of(node), ast.get_source_segment(text, node)) for node in ast.parse(text).body]
    found = {name: part for name, part in parts if name in names and part is not None}
    missing = [name for name in names if name not in found]
    if missing:
        raise SourceError(f"{file.name}: no definition of {', '.join(missing)}")
    source = "\n\n".join(found[name] for name in names)
    digest = hashlib.sha256(source.encode("utf-8")).hexdigest()
    if digest != sha256:
        raise SourceError(f"{file.name}: sha256 of {', '.join(names)} is {digest}, expected {sha256}")
    # dataclasses look a class's module up by its name.
    scope = {"__name__": __name__, **(namespace or {})}
    # Annotations name types that are not imported here.
    code = compile(source, "/".join(file.parts[-3:]), "exec", flags=POSTPONED)
    exec(code, scope)
    return SimpleNamespace(**{name: scope[name] for name in names})


def module(file: Path, name: str, sha256: str) -> ModuleType:
    """A whole file as the module ``name``, without its assertions. What it imports must be there to be imported.

    sha256: of the file. SourceError if the text is another one.
    """
    text = file.read_bytes()
    digest = hashlib.sha256(text).hexdigest()
    if digest != sha256:
        raise SourceError(f"{file.name}: sha256 is {digest}, expected {sha256}")
    made = ModuleType(name)
    sys.modules[name] = made
    exec(compile(text, str(file), "exec", optimize=1), made.__dict__)
    return made


def _name_of(node: ast.stmt) -> str:
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return ""
