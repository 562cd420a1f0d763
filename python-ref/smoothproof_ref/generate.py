"""``uv run generate [NAME…] [--check]``: runs the references, checks them against the definitions, writes the fixtures.

A NAME is a variant's id, ``real/…`` for a real model's outputs, or something other than vectors: ``onnx`` (graphs),
``trajectories`` (training runs), ``own-tests`` (the references' own tests). Without a NAME, everything is made.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from smoothproof_ref.cases import apart, matrix, sizes
from smoothproof_ref.cases import build as dialect_cases
from smoothproof_ref.cases.calls import acceptances_of, refusals_of
from smoothproof_ref.cases.case import Case
from smoothproof_ref.cases.everyday import HALF_VARIANTS, everyday_of
from smoothproof_ref.check import Verdict, compare_file, settled
from smoothproof_ref.coverage import coverage
from smoothproof_ref.documents import Answers, document, vectors_of
from smoothproof_ref.failure import GenerationError
from smoothproof_ref.manifest import manifest, path_of
from smoothproof_ref.observing import observe_one, process_of, references_of, say, work_of
from smoothproof_ref.provenance import FIXTURES
from smoothproof_ref.real import DATASETS
from smoothproof_ref.real_vectors import Inputs, movement, real_vectors, recorded, side_car
from smoothproof_ref.registry import IDS, core_variants, module_of, variant_of
from smoothproof_ref.sidecar import digest
from smoothproof_ref.variant import Call
from smoothproof_ref.write import text_of, write_all

REAL = tuple(f"real/{name}" for name in DATASETS)
GROUPS = (*IDS, *REAL)
# Made from the vectors on disk: modules with files() and problems(files).
BESIDE = {
    "onnx": "smoothproof_ref.onnx_graphs.make",
    "trajectories": "smoothproof_ref.trajectories.make",
    "own-tests": "smoothproof_ref.own_tests.make",
}
NAMES = (*GROUPS, *BESIDE)
LONGEST = "real/ddddocr"


class Plan:
    """Everything one group needs: cases to observe, and how to make the file of the answers."""

    def __init__(self, group: str, record: bool) -> None:
        self.group = group
        self.refusals: list[tuple[Case, Call]] = []
        self.inputs: Inputs | None = None
        self.kept: list[dict[str, Any]] = []
        self.order: list[str] = []
        if group in REAL:
            self.inputs = Inputs(recorded(group.removeprefix("real/"), record))
            self.cases = list(self.inputs.cases())
            return
        variant = variant_of(group)
        covering = matrix.cases_of(variant) if variant.core else dialect_cases.cases_of(variant)
        examples = variant.core.examples() if variant.core else []
        everyday = everyday_of(variant)
        self.cases = [*covering, *examples, *acceptances_of(variant), *everyday, *apart.cases_of(variant)]
        self.cases += sizes.cases_of(variant)
        self.refusals = refusals_of(variant)

    def observed(self) -> list[Case]:
        """Every case that the references are asked about."""
        return [*self.cases, *(case for case, _ in self.refusals)]

    def leave_out(self, kept: list[dict[str, Any]]) -> None:
        """Leaves only cases that have no kept vector yet."""
        ids = {vector["id"] for vector in kept}
        self.kept = kept
        self.order = [case.id for case in self.observed()]
        self.cases = [case for case in self.cases if case.id not in ids]
        self.refusals = [(case, call) for case, call in self.refusals if case.id not in ids]

    def with_kept(self, made: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The vectors of a run together with the kept ones, in the order of the cases."""
        by_id = {vector["id"]: vector for vector in (*self.kept, *made)}
        return [by_id[name] for name in self.order] if self.order else made


def modules_of(group: str) -> list[str]:
    """The code that a group's file depends on; for a core variant, also the others', with which it is compared."""
    if group in REAL:
        return [*map(module_of, core_variants()), "smoothproof_ref.real_vectors"]
    own = core_variants() if variant_of(group).core else (group,)
    if variant_of(group).core:
        cases = [matrix.__name__, "smoothproof_ref.cases.everyday"]
    else:
        everyday = ["smoothproof_ref.cases.everyday"] if group in HALF_VARIANTS else []
        cases = [dialect_cases.__name__, *everyday]
    return [*map(module_of, own), *cases, apart.__name__, sizes.__name__, "smoothproof_ref.cases.calls"]


def build(plan: Plan, answers: Answers, keep: bool) -> tuple[dict[str, Any], dict[str, bytes]]:
    """A group's document, and its files by path below fixtures/.

    keep: an earlier observation stays where the new one differs by no more than the spread.
    """
    started = time.monotonic()
    core, path, modules = core_variants(), path_of(plan.group), modules_of(plan.group)
    if plan.inputs is not None:
        vectors, tensors = real_vectors(core, plan.inputs, answers)
        content = side_car(plan.inputs.dataset, tensors)
        beside = f"{plan.group}.safetensors"
        entry = {"file": Path(beside).name, "sha256": digest(content), "bytes": len(content)}
        made = document(plan.group, list(core.values()), modules, vectors, entry)
        files = {beside: content, path: text_of(made).encode()}
    else:
        variant = variant_of(plan.group)
        vectors = plan.with_kept(vectors_of(variant, core, plan.cases, plan.refusals, answers))
        if keep:
            vectors = settled(existing([plan.group]).get(plan.group, {}).get("vectors", []), vectors)
        made = document(plan.group, [variant], modules, vectors)
        files = {path: text_of(made).encode()}
    say(f"built {plan.group}: {len(made['vectors'])} vectors in {time.monotonic() - started:.1f} s")
    return made, files


def build_all(
    groups: list[str], record: bool, keep: bool, missing: bool
) -> tuple[dict[str, dict[str, Any]], dict[str, bytes]]:
    """All groups' documents and files.

    Two things run at a time. Everything is queued at once, observations first, so that a group is built as soon as
    the references that it needs have answered. Building is arithmetic, and runs in new processes.
    """
    plans = [Plan(group, record) for group in groups]
    for plan in plans if missing else ():
        if plan.inputs is None:
            plan.leave_out(existing([plan.group]).get(plan.group, {}).get("vectors", []))
    # The slowest first; groups that wait for the slowest reference come last.
    plans.sort(key=lambda plan: (plan.inputs is None, plan.group != LONGEST, plan.group.startswith("keras")))
    work = work_of([case for plan in plans for case in plan.observed()])
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as builders, ThreadPoolExecutor(2) as slots:
        observed = {name: slots.submit(observe_one, name, cases) for name, cases in work.items()}

        def made(plan: Plan) -> tuple[dict[str, Any], dict[str, bytes]]:
            wanted = {(reference.name, case.id) for case in plan.observed() for reference in references_of(case)}
            processes = {process_of(reference, case) for case in plan.observed() for reference in references_of(case)}
            answers = {
                key: answer for name in processes for key, answer in observed[name].result().items() if key in wanted
            }
            try:
                return builders.submit(build, plan, answers, keep).result()
            except BrokenProcessPool as error:
                raise GenerationError(f"{plan.group}: the process that built it was ended from outside") from error

        building = [slots.submit(made, plan) for plan in plans]
        results, wrong = [], []
        for future in building:
            try:
                results.append(future.result())
            except GenerationError as error:
                wrong.append(str(error))
    if wrong:
        raise GenerationError("\n".join(dict.fromkeys(wrong)))
    documents, files = {}, {}
    for document_made, content in results:
        documents[document_made["group"]] = document_made
        files.update(content)
    return documents, files


def existing(groups: list[str]) -> dict[str, dict[str, Any]]:
    """Documents of groups that this run does not make, as they are on disk."""
    paths = {group: FIXTURES / path_of(group) for group in groups}
    return {group: json.loads(path.read_text(encoding="utf-8")) for group, path in paths.items() if path.exists()}


def with_summaries(documents: dict[str, dict[str, Any]], files: dict[str, bytes]) -> dict[str, bytes]:
    """The same files with MANIFEST.json and COVERAGE.json over these and the untouched ones."""
    others = existing([group for group in GROUPS if group not in documents])
    everything = {group: {**others, **documents}[group] for group in GROUPS if group in others or group in documents}
    if len(everything) == len(GROUPS):
        files = {**files, "COVERAGE.json": text_of(coverage(everything)).encode()}
    return {**files, "MANIFEST.json": text_of(manifest(everything, files)).encode()}


def check(groups: list[str], files: dict[str, bytes]) -> bool:
    """Compares with the files on disk, one line per file; True if only observations differ, within the spread."""
    fine = True
    for path in sorted(files):
        verdict: Verdict = compare_file(FIXTURES / path, files[path])
        print(f"{path}: {verdict.text}", flush=True)
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


def make_vectors(groups: list[str], options: argparse.Namespace) -> bool:
    """Groups of vectors, written or compared."""
    documents, files = build_all(groups, options.record_logits, not options.check, options.missing)
    files = with_summaries(documents, files)
    if options.check:
        return check(groups, files)
    write_all({FIXTURES / path: content for path, content in files.items()})
    total = sum(len(made["vectors"]) for made in documents.values())
    say(f"wrote {len(files)} files, {total} vectors, {sum(map(len, files.values())) / 1e6:.1f} MB")
    return True


def make_beside(name: str, options: argparse.Namespace) -> bool:
    """One of the other parts of the fixtures, written or compared."""
    maker = import_module(BESIDE[name])
    files = maker.files()
    if not options.check:
        write_all({FIXTURES / path: content for path, content in files.items()})
        say(f"wrote {name}: {len(files)} files, {sum(map(len, files.values())) / 1e3:.0f} kB")
        return True
    problems = maker.problems(files)
    print("\n".join(problems) or f"{name}: {len(files)} files are what this run makes", flush=True)
    return not problems


def arguments(argv: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="generate", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="what to make; everything if nothing is named")
    parser.add_argument("--check", action="store_true", help="compare with the files on disk, write nothing")
    parser.add_argument("--list", action="store_true", help="print the names")
    parser.add_argument("--missing", action="store_true", help="keep the vectors that there are, make the others")
    parser.add_argument("--record-logits", action="store_true", help="run the models anew and keep their logits")
    parsed = parser.parse_args(argv)
    unknown = [name for name in parsed.names if name not in NAMES]
    if unknown:
        parser.error(f"NAME: expected one of {', '.join(NAMES)}, got {unknown[0]}")
    if parsed.check and parsed.missing:
        parser.error("--missing: cannot be combined with --check, which makes every vector")
    if parsed.check and parsed.record_logits:
        parser.error("--record-logits: cannot be combined with --check, which keeps the recording")
    return parsed


def main(argv: list[str] | None = None) -> int:
    """Exit code: 0 written or identical, 1 a difference or a disagreement, 2 usage."""
    options = arguments(argv)
    if options.list:
        print("\n".join(NAMES))
        return 0
    names = list(dict.fromkeys(options.names)) or list(NAMES)
    started = time.monotonic()
    fine = True
    try:
        groups = [name for name in names if name in GROUPS]
        if groups:
            fine &= make_vectors(groups, options)
        for name in names:
            if name in BESIDE:
                fine &= make_beside(name, options)
    except GenerationError as error:
        print(f"generate: {error}", file=sys.stderr)
        return 1
    say(f"{'compared' if options.check else 'made'} {len(names)} names in {time.monotonic() - started:.0f} s")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
