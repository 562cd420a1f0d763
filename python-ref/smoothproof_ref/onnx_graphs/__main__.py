"""``python -m smoothproof_ref.onnx_graphs [--check]``: writes fixtures/onnx, or compares it byte for byte."""

from __future__ import annotations

import argparse
import sys
import time

from smoothproof_ref.failure import GenerationError
from smoothproof_ref.onnx_graphs import FOLDER, graphs
from smoothproof_ref.provenance import FIXTURES
from smoothproof_ref.write import write_all


def differences(files: dict[str, bytes]) -> list[str]:
    """One line per file that is missing, different, or made by nobody."""
    kept = {path.relative_to(FIXTURES).as_posix() for path in (FIXTURES / FOLDER).rglob("*") if path.is_file()}
    lines = [f"{path}: not made by this run" for path in sorted(kept - set(files))]
    for path, content in files.items():
        if path not in kept:
            lines.append(f"{path}: missing")
        elif (FIXTURES / path).read_bytes() != content:
            lines.append(f"{path}: differs")
    return lines


def main(argv: list[str] | None = None) -> int:
    """Exit code: 0 written or identical, 1 a difference or a graph that is wrong."""
    parser = argparse.ArgumentParser(prog="python -m smoothproof_ref.onnx_graphs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the files on disk, write nothing")
    options = parser.parse_args(argv)
    started = time.monotonic()
    try:
        files = graphs()
    except GenerationError as error:
        print(f"onnx_graphs: {error}", file=sys.stderr)
        return 1
    if options.check:
        found = differences(files)
        print("\n".join(found) or f"{FOLDER}: {len(files)} files identical")
        return 1 if found else 0
    write_all({FIXTURES / path: content for path, content in files.items()})
    size = sum(map(len, files.values()))
    print(f"wrote {len(files)} files, {size / 1e3:.0f} kB in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
