"""``python -m smoothproof_ref.trajectories [--check]``: writes fixtures/trajectories, or trains again and compares."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from smoothproof_ref.failure import GenerationError
from smoothproof_ref.provenance import FIXTURES
from smoothproof_ref.trajectories import COMMAND, FOLDER, trajectories
from smoothproof_ref.trajectories.check import compare, strangers
from smoothproof_ref.write import write_all


def check(files: dict[str, bytes]) -> bool:
    """One line per file; True if all are fine."""
    fine = True
    for path, content in files.items():
        problem = compare(FIXTURES / path, content)
        identical = problem is None and (FIXTURES / path).read_bytes() == content
        print(f"{path}: {problem or ('identical' if identical else 'only last bits of what was trained moved')}")
        fine &= problem is None
    for name in strangers(FIXTURES / FOLDER, (Path(path).name for path in files)):
        print(f"{FOLDER}/{name}: not made by this run")
        fine = False
    if not fine:
        print(f"Run: {COMMAND}", file=sys.stderr)
    return fine


def main(argv: list[str] | None = None) -> int:
    """Exit code: 0 written, or as kept; 1 a difference or a training that failed."""
    parser = argparse.ArgumentParser(prog="python -m smoothproof_ref.trajectories", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the files on disk, write nothing")
    options = parser.parse_args(argv)
    started = time.monotonic()
    try:
        files = trajectories()
    except GenerationError as error:
        print(f"trajectories: {error}", file=sys.stderr)
        return 1
    if options.check:
        return 0 if check(files) else 1
    write_all({FIXTURES / path: content for path, content in files.items()})
    size = sum(map(len, files.values()))
    print(f"wrote {len(files)} files, {size / 1e3:.0f} kB in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
