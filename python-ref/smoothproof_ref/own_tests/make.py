"""fixtures/own-tests: what the references' own tests assert, and what differs from the files on disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from typing import Any

from smoothproof_ref.own_tests import FOLDER
from smoothproof_ref.provenance import FIXTURES
from smoothproof_ref.references.pins import environment
from smoothproof_ref.write import text_of

PROJECTS = ("keras", "torch")


def _recorded(project: str) -> dict[str, Any]:
    """The tests of one project, run in a separate process, since frameworks do not share one well."""
    command = [sys.executable, "-m", "smoothproof_ref.own_tests.make", project]
    env = environment(pinned=True, overrides={"KERAS_BACKEND": "tensorflow"})
    return json.loads(subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE).stdout)


def files() -> dict[str, bytes]:
    """Every file by its path below fixtures/."""
    return {f"{FOLDER}/{name}.json": text_of(_recorded(name)).encode() for name in PROJECTS}


def problems(made: dict[str, bytes]) -> list[str]:
    """One line per file that is missing or differs."""
    paths = {path: FIXTURES / path for path in made}
    return [f"{path}: differs" for path, kept in paths.items() if not kept.exists() or kept.read_bytes() != made[path]]


def main() -> None:
    """Prints the tests of one project. Frameworks print on standard output; the answer goes out on its own."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    tests = import_module(f"smoothproof_ref.own_tests.{sys.argv[1]}_tests").tests
    json.dump({"format": "smoothproof-own-tests/1", **tests()}, out)
    out.close()


if __name__ == "__main__":
    main()
