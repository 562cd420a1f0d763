"""Runs the references: one process per framework, all of its cases at once."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from typing import Any

from smoothproof_ref.cases.case import Case
from smoothproof_ref.documents import Answers
from smoothproof_ref.failure import GenerationError
from smoothproof_ref.references.process import JAX_FLOAT16, observe
from smoothproof_ref.registry import variant_of
from smoothproof_ref.variant import Reference

# The slow ones first: jax compiles every case.
SLOW = ("jax", JAX_FLOAT16, "tensorflow-cpu", "triton", "tinygrad", "keras-torch")

# jax' words for code that this processor, or the instruction set that it may use, cannot run: no refusal of a package.
_NOT_LINKED = "INTERNAL: Failed to materialize symbols"


def say(text: str) -> None:
    """Progress goes to stderr; stdout is for results."""
    print(text, file=sys.stderr, flush=True)


def references_of(case: Case) -> tuple[Reference, ...]:
    """Every reference that is asked about a case; the first is the one that results are judged by.

    Other backends are asked only about the matrix and the accepted odd calls: elsewhere they would repeat themselves.
    """
    references = variant_of(case.variant).references
    return references[:1] if case.first_only else references


def process_of(reference: Reference, case: Case) -> str:
    """The process that answers the case for a reference."""
    return JAX_FLOAT16 if reference.process == "jax" and case.dtype == "float16" else reference.process


def work_of(cases: Iterable[Case]) -> dict[str, list[dict[str, Any]]]:
    """Process -> what it is sent."""
    work: dict[str, list[dict[str, Any]]] = {}
    for case in cases:
        for reference in references_of(case):
            work.setdefault(process_of(reference, case), []).append({**case.wire(), "reference": reference.name})
    order = sorted(work, key=lambda name: (SLOW.index(name) if name in SLOW else len(SLOW), name))
    return {name: work[name] for name in order}


def observe_one(process: str, cases: list[dict[str, Any]]) -> Answers:
    """One process' answers by (reference, vector id)."""
    started = time.monotonic()
    try:
        answers = observe(process, cases)
    except (RuntimeError, OSError) as error:
        raise GenerationError(str(error)) from error
    unable = [answer for answer in answers if answer.get("message", "").startswith(_NOT_LINKED)]
    if unable:
        raise GenerationError(f"{process}: {unable[0]['id']}: {unable[0]['message']}; {len(unable) - 1} more")
    say(f"observed {process}: {len(answers)} cases in {time.monotonic() - started:.1f} s")
    return {(case["reference"], case["id"]): answer for case, answer in zip(cases, answers, strict=True)}
