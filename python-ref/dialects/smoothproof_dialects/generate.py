"""``uv run generate-dialects [DIALECT…]``: runs the packages, checks them against definitions, writes the fixtures."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from smoothproof_ref.check import compare_file
from smoothproof_ref.failure import GenerationError
from smoothproof_ref.manifest import FIXTURES_VERSION
from smoothproof_ref.observing import say
from smoothproof_ref.write import text_of, write_all

from smoothproof_dialects.documents import Answers, all_cases, document
from smoothproof_dialects.observing import observe
from smoothproof_dialects.provenance import FIXTURES
from smoothproof_dialects.registry import DIALECTS

FOLDER = "dialects"
MANIFEST = f"{FOLDER}/MANIFEST.json"


def observations(names: list[str]) -> Answers:
    """Answers of all packages that these dialects need, two processes at a time."""
    work: dict[str, list] = {}
    for name in names:
        dialect = DIALECTS[name]
        if dialect.observed:
            work.setdefault(dialect.process, []).extend(all_cases(dialect))
    with ThreadPoolExecutor(2) as slots:
        results = list(slots.map(lambda item: observe(*item), work.items()))
    return {name: answer for answers in results for name, answer in answers.items()}


def manifest(documents: dict[str, dict[str, Any]], files: dict[str, bytes]) -> dict[str, Any]:
    """Every dialect's file with its hash, and which packages made them; others than this run's are read from disk."""
    listed, references = {}, {}
    for name, made in documents.items():
        path = path_of(name)
        content = files[path] if path in files else (FIXTURES / path).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        listed[path] = {"sha256": digest, "bytes": len(content), "vectors": len(made["vectors"])}
        references |= {r["name"]: r["version"] for r in made["provenance"]["references"][:1]}
    return {
        "format": "smoothproof-manifest/1",
        "fixturesVersion": FIXTURES_VERSION,
        "numberOfVectors": sum(len(made["vectors"]) for made in documents.values()),
        "references": dict(sorted(references.items())),
        "files": dict(sorted(listed.items())),
    }


def path_of(name: str) -> str:
    """A dialect's file below fixtures/."""
    return f"{FOLDER}/{name}.json"


def build(names: list[str]) -> tuple[dict[str, dict[str, Any]], dict[str, bytes]]:
    """Documents and files of these dialects; every disagreement is told before the run stops."""
    answers = observations(names)
    documents: dict[str, dict[str, Any]] = {}
    wrong = []
    for name in names:
        started = time.monotonic()
        try:
            documents[name] = document(DIALECTS[name], answers)
            say(f"built {name}: {len(documents[name]['vectors'])} vectors in {time.monotonic() - started:.1f} s")
        except GenerationError as error:
            wrong.append(str(error))
    if wrong:
        raise GenerationError("\n".join(wrong))
    return documents, {path_of(name): text_of(made).encode() for name, made in documents.items()}


def with_manifest(documents: dict[str, dict[str, Any]], files: dict[str, bytes]) -> dict[str, bytes]:
    """The same files and MANIFEST.json over these and the untouched ones."""
    everything = {}
    for name in DIALECTS:
        if name in documents:
            everything[name] = documents[name]
        elif (FIXTURES / path_of(name)).exists():
            everything[name] = json.loads((FIXTURES / path_of(name)).read_text(encoding="utf-8"))
    return {**files, MANIFEST: text_of(manifest(everything, files)).encode()}


def arguments(argv: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="generate-dialects", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="DIALECT", help="dialects to make; all if none is named")
    parser.add_argument("--check", action="store_true", help="compare with the files on disk, write nothing")
    parser.add_argument("--list", action="store_true", help="print the dialects")
    parsed = parser.parse_args(argv)
    unknown = [name for name in parsed.names if name not in DIALECTS]
    if unknown:
        parser.error(f"DIALECT: expected one of {', '.join(DIALECTS)}, got {unknown[0]}")
    return parsed


def main(argv: list[str] | None = None) -> int:
    """Exit code: 0 written or identical, 1 a difference or a disagreement, 2 usage."""
    options = arguments(argv)
    if options.list:
        print("\n".join(DIALECTS))
        return 0
    names = list(dict.fromkeys(options.names)) or list(DIALECTS)
    started = time.monotonic()
    try:
        documents, files = build(names)
        files = with_manifest(documents, files)
        if options.check:
            verdicts = {path: compare_file(FIXTURES / path, content) for path, content in sorted(files.items())}
            for path, verdict in verdicts.items():
                print(f"{path}: {verdict.text}")
            return 0 if all(verdict.fine for verdict in verdicts.values()) else 1
        write_all({FIXTURES / path: content for path, content in files.items()})
    except GenerationError as error:
        print(f"generate-dialects: {error}", file=sys.stderr)
        return 1
    total = sum(len(made["vectors"]) for made in documents.values())
    size = sum(map(len, files.values()))
    say(f"wrote {len(files)} files, {total} vectors, {size / 1e6:.1f} MB in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
