"""``python -m smoothproof_ref.own_tests [--check]``: writes fixtures/own-tests, or compares it byte for byte.

PyTorch's test samples import expecttest, which the environment does not have otherwise:

    uv run --locked --with expecttest==0.3.0 python -m smoothproof_ref.own_tests
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from importlib.util import find_spec
from typing import Any

from smoothproof_ref.own_tests import FOLDER
from smoothproof_ref.provenance import FIXTURES
from smoothproof_ref.references.pins import environment
from smoothproof_ref.write import text_of, write_all

PROJECTS = ("keras", "torch")


def recorded(project: str) -> dict[str, Any]:
    """The tests of one project, run in a process of its own: frameworks do not share one well."""
    command = [sys.executable, "-m", "smoothproof_ref.own_tests", "--one", project]
    env = environment(pinned=True, overrides={"KERAS_BACKEND": "tensorflow"})
    return json.loads(subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE).stdout)


def one(project: str) -> dict[str, Any]:
    """The tests of one project, in this process."""
    if project == "keras":
        from smoothproof_ref.own_tests.keras_tests import tests
    else:
        from smoothproof_ref.own_tests.torch_tests import tests
    return {"format": "smoothproof-own-tests/1", **tests()}


def main(argv: list[str] | None = None) -> int:
    """Exit code: 0 written or identical, 1 a difference."""
    parser = argparse.ArgumentParser(prog="python -m smoothproof_ref.own_tests", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the files on disk, write nothing")
    parser.add_argument("--one", choices=PROJECTS, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if find_spec("expecttest") is None:
        print("own_tests: expected the package expecttest. Run: uv run --with expecttest==0.3.0 …", file=sys.stderr)
        return 1
    if options.one is not None:
        # Frameworks print on standard output; the answer goes out on its own.
        out = os.fdopen(os.dup(1), "w")
        os.dup2(2, 1)
        json.dump(one(options.one), out)
        out.close()
        return 0
    files = {FIXTURES / FOLDER / f"{name}.json": text_of(recorded(name)).encode() for name in PROJECTS}
    if options.check:
        wrong = [path.name for path, content in files.items() if not path.exists() or path.read_bytes() != content]
        print("\n".join(f"{FOLDER}/{name}: differs" for name in wrong) or f"{FOLDER}: {len(files)} files identical")
        return 1 if wrong else 0
    write_all(files)
    print(f"wrote {len(files)} files, {sum(map(len, files.values())) / 1e3:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
