"""``uv run python -m smoothproof_ref.same_numbers BEFORE [AFTER]``: whether two fixture folders hold the same numbers.

Compared by vector id, whatever file it is in: options, inputs, and of the expectation every observed bit, truth, offset
and scale, or the refusal; of side-cars and training runs every tensor and number; of graphs every file's bytes. Hashes,
provenance, notes, flags and tiers may change, and vectors may be added. Prints how many of how many values differ.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from safetensors.numpy import load

from smoothproof_ref.provenance import FIXTURES

NUMBERS = ("options", "inputs", "expect")
FREE = ("provenance", "contentSha256", "sidecar", "generatorSha256", "command")


def _leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _leaves(member, f"{path}.{key}")
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _leaves(member, f"{path}[{index}]")
    elif isinstance(value, str) and path.endswith(".hex"):
        for index, word in enumerate(value.split()):
            yield f"{path}[{index}]", word
    else:
        yield path, json.dumps(value)


def values_of(folder: Path) -> dict[str, str]:
    """Every value by a path that does not name its file, if it is a vector's."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".json" and name.startswith(("vectors/", "dialects/", "real/")):
            for vector in json.loads(path.read_text(encoding="utf-8")).get("vectors", ()):
                for part in NUMBERS:
                    found.update(_leaves(vector[part], f"{vector['id']} {part}"))
        elif path.suffix == ".json" and name.startswith("trajectories/"):
            document = json.loads(path.read_text(encoding="utf-8"))
            found.update(_leaves({key: part for key, part in document.items() if key not in FREE}, name))
        elif path.suffix == ".safetensors":
            found.update((f"{name} {key}", array.tobytes().hex()) for key, array in load(path.read_bytes()).items())
        elif path.suffix == ".onnx":
            found[name] = path.read_bytes().hex()
    return found


def main() -> int:
    """Exit code: 0 where nothing differs, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path, nargs="?", default=FIXTURES)
    options = parser.parse_args()
    before, after = values_of(options.before), values_of(options.after)
    different = [key for key, value in before.items() if after.get(key) != value]
    for key in different[:20]:
        print(f"{key}: {before[key][:80]} became {after.get(key, 'nothing')[:80]}")
    print(f"{len(different)} differences of {len(before)} values; {len(after.keys() - before.keys())} new")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
