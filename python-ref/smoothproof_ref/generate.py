"""``uv run generate [NAME…]``: runs the references, checks them against the definitions, writes the fixtures."""

from __future__ import annotations

import argparse
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from smoothproof_ref.cases.case import Case
from smoothproof_ref.cases.errors import Refusal, acceptances_of, refusals_of
from smoothproof_ref.cases.examples import examples_of
from smoothproof_ref.cases.matrix import cases_of
from smoothproof_ref.check import Verdict, compare_file
from smoothproof_ref.coverage import coverage
from smoothproof_ref.documents import document, refusal_of, vector_of
from smoothproof_ref.failure import GenerationError
from smoothproof_ref.manifest import manifest
from smoothproof_ref.nearest import CORE
from smoothproof_ref.observing import Answers, observe_one, references_of, say, work_of
from smoothproof_ref.provenance import FIXTURES
from smoothproof_ref.real import DATASETS
from smoothproof_ref.real_vectors import Inputs, movement, real_vectors, recorded, side_car
from smoothproof_ref.sidecar import digest
from smoothproof_ref.write import text_of, write_all

REAL = tuple(f"real/{name}" for name in DATASETS)
GROUPS = (*CORE, *REAL)
LONGEST = "real/ddddocr"


class Plan:
    """Everything one group needs: cases to observe, and how to make the file of the answers."""

    def __init__(self, group: str, record: bool) -> None:
        self.group = group
        self.refusals: list[Refusal] = []
        self.inputs: Inputs | None = None
        if group in REAL:
            self.inputs = Inputs(recorded(group.removeprefix("real/"), record))
            self.cases = list(self.inputs.cases())
        else:
            self.cases = [*cases_of(group), *examples_of(group), *acceptances_of(group)]
            self.refusals = refusals_of(group)

    def observed(self) -> list[Case]:
        """Every case that the references are asked about."""
        return [*self.cases, *(refusal.case for refusal in self.refusals)]


def build(plan: Plan, answers: Answers) -> tuple[dict[str, Any], dict[str, bytes]]:
    """A group's document, and its files by path below fixtures/."""
    started = time.monotonic()
    if plan.inputs is not None:
        vectors, tensors = real_vectors(plan.inputs, answers)
        content = side_car(plan.inputs.dataset, tensors)
        path = f"{plan.group}.safetensors"
        entry = {"file": Path(path).name, "sha256": digest(content), "bytes": len(content)}
        made = document(plan.group, list(CORE), vectors, entry)
        files = {path: content, f"{plan.group}.json": text_of(made).encode()}
    else:
        vectors = [vector_of(case, answers) for case in plan.cases]
        vectors += [refusal_of(refusal, answers) for refusal in plan.refusals]
        made = document(plan.group, [plan.group], vectors)
        files = {f"vectors/{plan.group}.json": text_of(made).encode()}
    say(f"built {plan.group}: {len(made['vectors'])} vectors in {time.monotonic() - started:.1f} s")
    return made, files


def build_all(groups: list[str], record: bool) -> tuple[dict[str, dict[str, Any]], dict[str, bytes]]:
    """All groups' documents and files.

    Two things run at a time. Everything is queued at once, observations first, so that a group is built as soon as
    the references it needs have answered. Building is arithmetic and gets processes of its own, started afresh.
    """
    plans = [Plan(group, record) for group in groups]
    # The longest first; those that wait for the slowest reference last.
    plans.sort(key=lambda plan: (plan.inputs is None, plan.group != LONGEST, plan.group.startswith("keras")))
    work = work_of([case for plan in plans for case in plan.observed()])
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as builders, ThreadPoolExecutor(2) as slots:
        observed = {name: slots.submit(observe_one, name, cases) for name, cases in work.items()}

        def made(plan: Plan) -> tuple[dict[str, Any], dict[str, bytes]]:
            wanted = {(name, case.id) for case in plan.observed() for name in references_of(case)}
            names = {name for name, _ in wanted}
            answers = {key: answer for n in names for key, answer in observed[n].result().items() if key in wanted}
            try:
                return builders.submit(build, plan, answers).result()
            except BrokenProcessPool as error:
                raise GenerationError(f"{plan.group}: the process that built it was ended from outside") from error

        building = [slots.submit(made, plan) for plan in plans]
        try:
            results = [future.result() for future in building]
        except GenerationError:
            slots.shutdown(cancel_futures=True)
            raise
    documents, files = {}, {}
    for document_made, content in results:
        documents[document_made["group"]] = document_made
        files.update(content)
    return documents, files


def existing(groups: list[str]) -> dict[str, dict[str, Any]]:
    """Documents of groups that this run does not make, as they are on disk."""
    found = {}
    for group in groups:
        path = FIXTURES / (f"{group}.json" if group in REAL else f"vectors/{group}.json")
        if path.exists():
            found[group] = json.loads(path.read_text(encoding="utf-8"))
    return found


def with_summaries(documents: dict[str, dict[str, Any]], files: dict[str, bytes]) -> dict[str, bytes]:
    """The same files with MANIFEST.json and COVERAGE.json over these and the untouched ones."""
    others = existing([group for group in GROUPS if group not in documents])
    everything = {group: {**others, **documents}[group] for group in GROUPS if group in others or group in documents}
    if len(everything) == len(GROUPS):
        files = {**files, "COVERAGE.json": text_of(coverage(everything)).encode()}
    return {**files, "MANIFEST.json": text_of(manifest(everything, files)).encode()}


def check(groups: list[str], files: dict[str, bytes]) -> bool:
    """Compares with what is on disk, one line per file; True if nothing but tolerated observations moved."""
    fine = True
    for path in sorted(files):
        verdict: Verdict = compare_file(FIXTURES / path, files[path])
        print(f"{path}: {verdict.text}")
        fine &= verdict.fine
    for group in groups:
        if group in REAL:
            moved, allowed = movement(recorded(group.removeprefix("real/"), anew=False))
            within = "within" if moved <= allowed else "beyond"
            print(
                f"{group}: a fresh run of the model moves its logits by {moved:.3g}, {within} the allowed {allowed:g}"
            )
            fine &= moved <= allowed
    return fine


def arguments(argv: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="generate", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="groups to make; all if none is named")
    parser.add_argument("--check", action="store_true", help="compare with the files on disk, write nothing")
    parser.add_argument("--list", action="store_true", help="print the names of the groups")
    parser.add_argument("--record-logits", action="store_true", help="run the models anew and keep their logits")
    parsed = parser.parse_args(argv)
    unknown = [name for name in parsed.names if name not in GROUPS]
    if unknown:
        parser.error(f"NAME: expected one of {', '.join(GROUPS)}, got {unknown[0]}")
    if parsed.check and parsed.record_logits:
        parser.error("--record-logits: cannot be combined with --check, which keeps the recording")
    return parsed


def main(argv: list[str] | None = None) -> int:
    """Exit code: 0 written or identical, 1 a difference or a disagreement, 2 usage."""
    options = arguments(argv)
    if options.list:
        print("\n".join(GROUPS))
        return 0
    groups = list(dict.fromkeys(options.names)) or list(GROUPS)
    started = time.monotonic()
    try:
        documents, files = build_all(groups, options.record_logits)
        files = with_summaries(documents, files)
        if options.check:
            return 0 if check(groups, files) else 1
        write_all({FIXTURES / path: content for path, content in files.items()})
    except GenerationError as error:
        print(f"generate: {error}", file=sys.stderr)
        return 1
    total = sum(len(made["vectors"]) for made in documents.values())
    size = sum(map(len, files.values()))
    say(f"wrote {len(files)} files, {total} vectors, {size / 1e6:.1f} MB in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
