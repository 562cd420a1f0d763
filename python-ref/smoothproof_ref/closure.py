"""What a module depends on: its own code and that of every module of this package that it imports.

Code is compared by its syntax tree without docstrings, so that neither a comment nor a docstring nor
another line length makes a file of fixtures stale. Only imported modules count.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
NAME = PACKAGE.name


def file_of(module: str) -> Path | None:
    """The file of a module of this package; None where the name is not a module's."""
    path = PACKAGE.joinpath(*module.split(".")[1:])
    candidates = (path / "__init__.py", path.with_suffix(".py"))
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def _named_in(tree: ast.AST, module: str, is_package: bool) -> Iterable[str]:
    """Every module that an import statement names, anywhere in the code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.split(".") if is_package else module.split(".")[:-1]
                base = ".".join([*parts[: len(parts) - node.level + 1], *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


@cache
def _parsed(module: str) -> tuple[str, tuple[str, ...]]:
    """A module's code, and the modules of this package that it imports with the packages around them."""
    path = file_of(module)
    assert path is not None
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for name in _named_in(tree, module, path.name == "__init__.py"):
        parts = name.split(".")
        if parts[0] == NAME:
            found |= {".".join(parts[:count]) for count in range(1, len(parts) + 1)}
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [each for each in body if not _is_string(each)]
    return ast.dump(tree), tuple(sorted(name for name in found if file_of(name) is not None))


def _is_string(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def closure(modules: Iterable[str]) -> list[str]:
    """These modules and all that they import, by name."""
    known: set[str] = set()
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        if module not in known:
            known.add(module)
            waiting += _parsed(module)[1]
    return sorted(known)


def code_sha256(modules: Iterable[str], files: Iterable[Path] = ()) -> str:
    """One hash over the code of these modules and all that they import, and over the bytes of files beside them."""
    digest = hashlib.sha256()
    for module in closure(modules):
        digest.update(f"{module}\0{_parsed(module)[0]}\0".encode())
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
