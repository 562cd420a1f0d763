"""Runs the references: one process each, all of its cases at once."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Mapping
from typing import Any

from smoothproof_ref.cases.case import Case
from smoothproof_ref.failure import GenerationError
from smoothproof_ref.provenance import REFERENCES
from smoothproof_ref.references import observe

Answers = Mapping[tuple[str, str], dict[str, Any]]


def say(text: str) -> None:
    """Progress goes to stderr; stdout is for results."""
    print(text, file=sys.stderr, flush=True)


def references_of(case: Case) -> tuple[str, ...]:
    """Every reference that is asked about a case, the one that is judged against first.

    Other backends are asked about the matrix and the acceptances; on real logits they would only repeat themselves.
    """
    names = REFERENCES[case.variant]
    return names[:1] if ".real." in case.id else names


def work_of(cases: Iterable[Case]) -> dict[str, list[Case]]:
    """Reference -> its cases; the slow ones first, above all jax, which compiles every case."""
    work: dict[str, list[Case]] = {}
    for case in cases:
        for name in references_of(case):
            work.setdefault(name, []).append(case)
    order = sorted(work, key=lambda name: (name != "keras-jax", not name.startswith("keras"), name))
    return {name: work[name] for name in order}


def observe_one(name: str, cases: list[Case]) -> Answers:
    """One reference's answers by (reference, vector id)."""
    started = time.monotonic()
    try:
        answers = observe(name, [case.wire() for case in cases])
    except (RuntimeError, OSError) as error:
        raise GenerationError(str(error)) from error
    say(f"observed {name}: {len(answers)} cases in {time.monotonic() - started:.1f} s")
    return {(name, answer["id"]): answer for answer in answers}
